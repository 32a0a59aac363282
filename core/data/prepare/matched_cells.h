#pragma once

#include "core/data/stored/cell_matches.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"

namespace moonstain {

class StepKind;

/// When a cell and a nucleus are one.
struct MatchOptions {
  /// Of the nucleus' pixels, those that the cell has too.
  double least_share = 0.5;
  /// One pixel in so many along each side is counted, the one at the middle of
  /// so many; 1 / um_per_px counts on a grid of 1 um, as published.
  double every_px = 1;
};

/// Pairs the cells of one label image with the nuclei of another of the same
/// picture:
///
/// 1. for each nucleus the cell that it shares most pixels with;
/// 2. the pair stays where these are at least `least_share` of the nucleus;
/// 3. for each cell the nucleus that it shares most pixels with stays.
///
/// Of equal ones the lowest label is taken. Both images are read once, from the
/// top; memory holds a row of chunks of each, and a few numbers for each pair
/// of labels that touch.
///
/// @throws Error  "cell_matches: ..." where the images are of different size or
///                section, and where no pair is left
///
/// Source: recipes/ghist_cells/METHOD.md 2.3, steps 2 to 4.
CellMatches match_cells(LabelReader& cells, LabelReader& nuclei,
                        const MatchOptions& options);

/// Which cells stay when they take the names of their nuclei.
struct MatchedOptions {
  double least_nucleus_um2 = 0;  ///< a smaller nucleus counts as none
};

/// The cells that have a nucleus, under the nucleus' label as their name, at
/// the positions that they had and in their order. What falls out is counted in
/// `left_out`.
///
/// @throws Error  "matched_cells: ..." on a pair whose cell there is not, on
///                another section, when no cell is left, and on a size in a
///                section whose scale is not known
///
/// Source: recipes/ghist_cells/METHOD.md 2.3, step 5, and 2.4.
Dataset matched_cells(const Dataset& dataset, const CellMatches& matches,
                      const MatchedOptions& options);

/// The same of their types: those of cells that have a nucleus.
CellTypes matched_types(const CellTypes& types, const CellMatches& matches);

/// `cell_matches`, `matched_cells`, `matched_types`.
StepKind cell_matches_step();
StepKind matched_cells_step();
StepKind matched_types_step();

}  // namespace moonstain
