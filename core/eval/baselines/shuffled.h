#pragma once

#include <cstdint>
#include <string>

#include "core/data/stored/predictions.h"

namespace moonstain {

class StepKind;

/// Null: the same predictions, each spot's given to another spot of the
/// section, all genes together. It keeps what is predicted and says nothing of
/// where; what is left of a correlation is chance. Neighbouring spots are
/// alike, so that chance is more than the spread of this over seeds: it is a
/// place where 0 lies, no test.
Predictions shuffled_predictions(const Predictions& predictions,
                                 std::int64_t seed, std::string name);

/// `shuffled_predictions`: this as a step.
StepKind shuffled_predictions_step();

}  // namespace moonstain
