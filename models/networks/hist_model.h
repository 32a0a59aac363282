#pragma once

#include <optional>
#include <vector>

#include "core/learn/examples/grid_section.h"
#include "core/learn/model.h"
#include "core/learn/train/training.h"
#include "models/networks/hist.h"

namespace moonstain {

class StepKind;

/// Trains HiST's gene network on whole sections.
///
/// The loss is the mean squared error over all cells of the grid, also those
/// without a spot, where the target is 0 (recipes/hist_loocv/METHOD.md 6.1). A
/// network that ends in constant predictions on its own training sections is
/// marked as collapsed and says so in the log.
///
/// @param held_out  for the log and for checkpoint `best`; may be empty
/// @param row_shift rows by which targets lie below their features; 1 is what
///                  the released gene-map script does
///                  (recipes/hist_loocv/METHOD.md 2.2)
/// @throws Error    when a side of the grid cannot be halved four times, or
///                  as `train` does
Model train_hist(const std::vector<GridSection>& sections,
                 const std::vector<GridSection>& held_out,
                 OutputInit output_init, std::int64_t row_shift,
                 const TrainingOptions& options);

/// `hist_model`: this training as a step.
StepKind hist_model_step();

}  // namespace moonstain
