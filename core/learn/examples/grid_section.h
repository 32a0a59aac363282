#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/features.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/targets.h"
#include "core/data/stored/tile_width.h"

namespace moonstain {

/// One section joined by spot name: what a network over grids learns from.
/// Rows of the matrices follow the spots of the grid map.
struct GridSection {
  GridMap grid;
  std::string encoder;
  TileWidth tiles;        ///< that the features are made from
  Matrix features;        ///< [spots, features]
  Eigen::VectorXf blank;  ///< [features] of every cell without a spot
  std::vector<std::string> genes;
  Matrix targets;  ///< [spots, genes]; empty when only predicting
  /// Flat cells without a spot whose features are known, and these features
  /// [cells, features]; all others are blank (join_background).
  std::vector<std::int64_t> background_cells = {};
  Matrix background = {};
  /// [rows * columns] the flat cell that the features of each are moved to
  /// (grid_positions.h); empty: they stay.
  std::vector<std::int64_t> moved_to = {};
};

/// Joins features to the cells of a grid. Spots that are not on the grid are
/// left out.
/// @throws Error when the sections differ, a spot of the grid has no features
///               or the features have no blank tile
GridSection join_section(Features features, GridMap grid);

/// Joins also the measured expression.
GridSection join_section(Features features, Targets targets, GridMap grid);

/// Joins lists by section, in the order of the features.
/// @throws Error when a section is missing in a list or stands there twice,
///               or when genes, encoder, number of features, width of the
///               tiles or the size of the grid differ between sections
std::vector<GridSection> join_sections(std::vector<Features> features,
                                       std::vector<Targets> targets,
                                       std::vector<GridMap> grids);

/// Gives cells without a spot the features of what the picture shows there.
/// @param background  of cells named "ROW,COLUMN" (background_dataset.h)
/// @throws Error      on another section, encoder, number of features or width
///                    of the tiles, on a name that is no cell of the grid, and
///                    on a cell that holds a spot
void join_background(GridSection& section, Features background);

/// The same for lists by section.
/// @throws Error  also when a section is missing in the list or stands there
///                twice
void join_backgrounds(std::vector<GridSection>& sections,
                      std::vector<Features> backgrounds);

}  // namespace moonstain
