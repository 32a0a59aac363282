#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/eval/metrics/scores.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

class StepKind;

struct SurvivalAccuracyOptions {
  std::vector<double> times;  ///< of the area under the ROC curve
  std::int64_t draws = 2000;  ///< of patients, for intervals
  std::int64_t seed = 0;
};

/// How good a risk is beside another of the same patients, such as one of
/// clinical covariates alone, over time, and whether its chances are right.
/// Reading "patients", the only item "risk":
///
/// - `concordance`, `uno_concordance`;
/// - `dynamic_auc`, the mean over `times` (core/stats/survival/dynamic_auc.h),
///   with each time in the facts "auc_at_TIME";
/// - with `base` `concordance_gain` and `uno_gain`, risk less base, intervals
///   by paired draws of patients in the facts (concordance_gain.h);
/// - with `chances` `calibration_p`, of D-calibration over ten bins, whose
///   statistic and bins are facts (d_calibration.h).
///
/// Of held-out risks of one cohort intervals and p only describe: each risk was
/// learned from the other patients, so that they are not independent.
///
/// @param risks, base, chances  [patients]; base and chances may be missing
/// @throws Error  as these functions
Scores survival_accuracy(const FollowUp& patients,
                         const std::vector<double>& risks,
                         const std::optional<std::vector<double>>& base,
                         const std::optional<std::vector<double>>& chances,
                         const SurvivalAccuracyOptions& options);

/// `survival_accuracy`: these of stored risks.
StepKind survival_accuracy_step();

}  // namespace moonstain
