#pragma once

#include <string>
#include <vector>

#include "core/eval/choice/candidate_choice.h"
#include "core/eval/panels/panel.h"

namespace moonstain {

class StepKind;

/// What was compared on the training sections of each fold, and what was
/// chosen: a row a candidate, two columns a fold, its mean r on the parts left
/// out and, of a ridge, penalty and rank; the chosen one is marked. A table.
///
/// @throws Error  on no choices, or folds that compared other candidates
Panel choice_panel(const std::vector<CandidateChoice>& choices,
                   std::string title);

/// `choice_panel`: this as a step.
StepKind choice_panel_step();

}  // namespace moonstain
