#pragma once

#include "core/data/stored/grid_map.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// The labels of a section as a mask of its grid's spots: 1 where the class was
/// seen, 0 at other spots and at those without a label, in the order of the
/// grid.
///
/// @throws Error  on another section, more than one class, other numbers than 0
///                and 1, and a labelled spot that is not on the grid
///
/// Source: recipes/hist_tumour/METHOD.md 1.1 and 1.3.
Targets whole_mask(const Targets& labels, const GridMap& grid);

/// `hist_tumour_model`: HiST's network trained on such masks (`train_hist`).
StepKind hist_tumour_model_step();

}  // namespace moonstain
