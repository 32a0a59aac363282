#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/survival/risk_groups.h"
#include "core/eval/survival/survival_facts.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

class StepKind;

struct SurvivalScoresOptions {
  RiskCut cut = RiskCut::quartiles;
  std::int64_t draws = 2000;         ///< of patients, for intervals
  std::int64_t permutations = 1000;  ///< of the ranking
  double power = 0.8;                ///< that is asked for
  std::int64_t seed = 0;
};

/// A predicted risk beside what became of the patients: `concordance`
/// (Harrell's), `uno_concordance`, `log_rank_chi2` and `log_rank_p` of high
/// against low risk, reading "patients", the only item "risk".
///
/// Intervals are the 2.5 and 97.5 % quantiles over draws of patients with
/// replacement; they say how far the number may lie off for other patients with
/// these risks, not for risks learned anew. Of deaths for longer than which
/// nobody was followed Uno's concordance compares none.
///
/// A p is the share of permutations, itself counted among them, whose number is
/// as high or higher. With `permuted` risks each went through all that learned
/// the risk, and the p is of the whole protocol. Without, the risks are
/// permuted as they are; held-out risks of one cohort are not independent, each
/// having been learned from the others, so that such a p only describes. For
/// the same reason the nominal log-rank p of a held-out risk is not valid; in
/// how many permutations it is below 0.05 is counted.
///
/// Power and numbers needed follow Schoenfeld's formula (core/stats/survival/
/// effect_size.h) at a level of 5 %, two-sided, at the ratio and the shares
/// seen; patients are all that the risk must be had of, those between the
/// groups too, followed as long as these were.
///
/// @param risks     [patients]
/// @param permuted  [patients, permutations], or nothing
/// @throws Error    as `concordance` and `risk_groups`, and with no death, or
///                  none before another patient's end
Scores survival_scores(const FollowUp& patients,
                       const std::vector<double>& risks,
                       const std::optional<MatrixD>& permuted,
                       const SurvivalScoresOptions& options);

/// `survival_scores`: these of a stored risk.
StepKind survival_scores_step();

}  // namespace moonstain
