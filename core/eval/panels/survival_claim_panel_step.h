#pragma once

#include <string>
#include <vector>

#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// What scores of a risk allow to be said of it, in plain sentences made of
/// their numbers: how many died, the concordance with its interval, what chance
/// gives, the groups, and what a comparison of so few deaths can see at all.
/// True in every case: a number that does not exist is said to be missing.
///
/// @param scores   that `survival_scores` made
/// @return         pairs of a question and its answer, the last one the verdict
/// @throws Error   on other scores
std::vector<std::pair<std::string, std::string>> survival_claims(
    const Scores& scores);

/// `survival_claim_panel`: these as a table, a column a risk.
StepKind survival_claim_panel_step();

}  // namespace moonstain
