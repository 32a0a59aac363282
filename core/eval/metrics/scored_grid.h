#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/grid_values.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"

namespace moonstain {

/// Where predictions of spots lie, for readings of a whole grid.
struct ScoredGrid {
  const GridMap* map = nullptr;
  /// What the predictor says of every cell; nullptr for a model of spots, whose
  /// readings of the grid take 0 where there is no spot.
  const GridValues* values = nullptr;
  /// Grid rows by which the measured map lies below the features'. Values for
  /// a grid stay where they are and are read there; a model of spots answers
  /// about spots, so its values move with the targets.
  std::int64_t target_row_shift = 0;
};

/// @param what    begins errors: "expression_scores: her2st/B4"
/// @throws Error  on a map without a grid, targets that are not of spots,
///                another section or size, a map of another predictor, shift or
///                variables, a value that is not finite, and predictions of a
///                grid without their map
void check_grid(const Predictions& predictions, const Targets& targets,
                const ScoredGrid& grid, const std::string& what);

/// The flat cells that hold the targets, in their order; none without a grid.
/// @throws Error  on a spot that is not on the grid or is shifted off it
std::vector<Eigen::Index> target_cells(const Targets& targets,
                                       const ScoredGrid& grid,
                                       const std::string& what);

/// A map that says something else of the spots than the predictions is another
/// model's, of another fold perhaps. Machines differ in the last bits.
///
/// @param places  rows of the predictions, one a target
/// @param cells   of the map, one a target
/// @throws Error  naming the first spot at which they differ
void check_same_values(const Predictions& predictions,
                       const std::vector<Eigen::Index>& places,
                       const GridValues& map,
                       const std::vector<Eigen::Index>& cells,
                       const Targets& targets, const std::string& what);

}  // namespace moonstain
