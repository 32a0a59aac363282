#pragma once

#include <string_view>

#include "core/eval/metrics/scores.h"

namespace moonstain {

/// Numbers about the risk and follow-up of a cohort as `Scores::facts` has them
/// beside the metrics; those that do not exist are absent.
namespace survival_facts {
inline constexpr const char* kPatients = "patients";
inline constexpr const char* kDeaths = "deaths";
inline constexpr const char* kPairs = "pairs";
inline constexpr const char* kLow = "concordance_low";
inline constexpr const char* kHigh = "concordance_high";
inline constexpr const char* kUnoLow = "uno_concordance_low";
inline constexpr const char* kUnoHigh = "uno_concordance_high";
/// Draws of patients, and those without a pair to compare.
inline constexpr const char* kDraws = "draws";
inline constexpr const char* kDrawsWithoutPairs = "draws_without_pairs";
inline constexpr const char* kPermutations = "permutations";
/// 1 where each permutation went through the whole protocol, 0 where the risks
/// as they are were permuted.
inline constexpr const char* kOfProtocol = "permutations_of_protocol";
inline constexpr const char* kP = "p_concordance";
inline constexpr const char* kPermutedConcordance = "permuted_concordance";
inline constexpr const char* kPLogRank = "p_log_rank_permuted";
/// Permutations whose nominal log-rank p is below 0.05: 5 of 100 where that p
/// is valid.
inline constexpr const char* kPermutedBelow = "permutations_below_level";
inline constexpr const char* kHighPatients = "patients_high_risk";
inline constexpr const char* kLowPatients = "patients_low_risk";
inline constexpr const char* kHighDeaths = "deaths_high_risk";
inline constexpr const char* kLowDeaths = "deaths_low_risk";
inline constexpr const char* kHighExpected = "expected_deaths_high_risk";
/// Of high over low risk by Cox's model; with its interval absent where it has
/// no bound: one of the groups has no death while both are followed.
inline constexpr const char* kRatio = "hazard_ratio";
inline constexpr const char* kRatioLow = "hazard_ratio_low";
inline constexpr const char* kRatioHigh = "hazard_ratio_high";
/// The ratio that power is reckoned for: `hazard_ratio`, or where there is none
/// Peto's estimate, which exists wherever a death could be compared.
inline constexpr const char* kEffect = "ratio_for_power";
inline constexpr const char* kPower = "power";
inline constexpr const char* kPowerAsked = "power_asked";
inline constexpr const char* kDeathsNeeded = "deaths_needed";
inline constexpr const char* kPatientsNeeded = "patients_needed";
/// The least ratio that as many deaths show with the power asked for.
inline constexpr const char* kRatioShown = "ratio_shown";
}  // namespace survival_facts

/// @param what    begins the error: the step
/// @throws Error  on scores that `survival_scores` did not make
void check_survival_scores(const Scores& scores, std::string_view what);

}  // namespace moonstain
