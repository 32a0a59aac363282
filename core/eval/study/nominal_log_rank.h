#pragma once

#include <string>
#include <vector>

#include "core/eval/metrics/scores.h"
#include "core/eval/study/decision_study.h"

namespace moonstain {

/// How often the nominal p of a log-rank test between high and low risk is
/// below 0.05 where nothing is to be found: "by chance alone p is below 0.05 in
/// 21 of 99 permutations that were learned anew (21.2 %, 95 % interval 14.3 to
/// 30.3 %), and in 33 of 200 made-up cohorts with nothing planted (16.5 %,
/// ...)". Patients whose risks others of the same cohort gave are not
/// independent, so that it may be far from 5 %.
///
/// @param scores  of `survival_scores`; without permutations of the whole
///                protocol they say nothing of it
/// @param parts   of one `synthetic_study`, or none
/// @return        "" where neither knows
/// @throws Error  on a study with survival planted, and as `joined_study`
std::string nominal_log_rank_words(const Scores& scores,
                                   const std::vector<DecisionStudy>& parts);

}  // namespace moonstain
