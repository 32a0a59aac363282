#pragma once

#include <vector>

#include "core/eval/panels/curve_panel.h"
#include "core/learn/train/training_record.h"

namespace moonstain {

class StepKind;

/// The loss by epoch, a curve a model, and as lines what a constant predictor
/// has on the same examples. The note says which models are no better than
/// that in the end.
///
/// @throws Error without models
CurvePanel training_curves(const std::vector<TrainingRecord>& records);

/// `training_panel`: the above of stored models.
StepKind training_panel_step();

}  // namespace moonstain
