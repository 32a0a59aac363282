#pragma once

#include <vector>

#include "core/engine/step/step_kind.h"

namespace moonstain {

/// The steps of core/eval: `colour`, `ridge_model`, `ridge_predictions`,
/// `mean_predictions`, `mask_predictions`, `depth_predictions`, `metrics`,
/// `findings`, `walk`.
std::vector<StepKind> eval_steps();

}  // namespace moonstain
