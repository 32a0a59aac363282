#pragma once

#include <string>
#include <vector>

#include "core/data/stored/predictions.h"
#include "core/eval/choice/candidate_choice.h"

namespace moonstain {

class StepKind;

/// What the chosen candidate predicts of a section, under a name of its own: a
/// variant, shown beside the model and no baseline of it.
///
/// @param choice      made on the training sections
/// @param candidates  of one held-out section, one a candidate of the choice
/// @param name        what the predictor is called
/// @throws Error      where these are not the candidates that were compared, or
///                    of different sections
Predictions chosen_predictions(const CandidateChoice& choice,
                               const std::vector<Predictions>& candidates,
                               std::string name);

/// `chosen_predictions`: this as a step.
StepKind chosen_predictions_step();

}  // namespace moonstain
