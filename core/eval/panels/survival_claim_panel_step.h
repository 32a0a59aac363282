#pragma once

#include <string>
#include <vector>

#include "core/eval/metrics/scores.h"
#include "core/eval/study/decision_study.h"

namespace moonstain {

class StepKind;

/// What scores of a risk allow to be said of it, in plain sentences made of
/// their numbers: how many died, the concordance with its interval, what chance
/// gives, the groups, and what a comparison of so few deaths can see at all.
/// True in every case: a number that does not exist is said to be missing.
///
/// @param scores   that `survival_scores` made
/// @param study    parts of a `synthetic_study` with nothing planted, which
/// says
///                 what a nominal p is worth; may be empty
/// @return         pairs of a question and its answer, the last one the verdict
/// @throws Error   on other scores
std::vector<std::pair<std::string, std::string>> survival_claims(
    const Scores& scores, const std::vector<DecisionStudy>& study = {});

/// `survival_claim_panel`: these as a table, a column a risk.
StepKind survival_claim_panel_step();

}  // namespace moonstain
