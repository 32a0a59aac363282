#pragma once

#include "core/data/stored/dataset.h"
#include "core/data/stored/grid_map.h"

namespace moonstain {

class StepKind;

/// The cells of a section's grid that hold no spot and have a place in its
/// picture, as a section without genes: what is there where the published tiles
/// are made-up white squares. Named "ROW,COLUMN", in the order of the flat
/// cells.
///
/// A cell's centre is that of its place in the array, by the affine map from
/// the spots' places to their pixels. Cells whose centre lies outside of the
/// picture, and rows of the grid that can hold no spot, are left out: they stay
/// blank.
///
/// @throws Error on a grid of another section or of other spots, where the
///               picture's size is not known, or the map cannot be fitted, and
///               where no cell is left
///
/// Source: recipes/hist_loocv/METHOD.md 2.3; which cells are taken is ours.
Dataset background_dataset(const Dataset& dataset, const GridMap& grid);

/// `background_dataset`: these cells.
StepKind background_dataset_step();

}  // namespace moonstain
