#pragma once

#include <cstdint>
#include <vector>

#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// A step of a survival curve.
struct SurvivalStep {
  double time = 0;
  std::int64_t at_risk = 0;  ///< patients followed up to this time
  std::int64_t died = 0;     ///< of them, at this time
  std::int64_t censored = 0;
  double survival = 1;  ///< chance to live longer than `time`
  double low = 1;       ///< of the interval
  double high = 1;
};

/// Kaplan and Meier's estimate: a step for time 0, and for each time at which a
/// patient's follow-up ended; the curve is constant between them.
///
/// The interval is Greenwood's on the scale of log(-log S), which keeps it
/// within 0 and 1; (1, 1) before the first death, (0, 0) where nobody is left,
/// as lifelines has it. It is of each time by itself, not of the whole curve.
///
/// @param patients  at least one
/// @param level     0.95 for the usual interval
/// @throws Error    as `check_follow_up`, and without patients
///
/// Source: Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452; interval:
/// Kalbfleisch and Prentice 2002, 1.4.
std::vector<SurvivalStep> kaplan_meier(const FollowUp& patients,
                                       double level = 0.95);

/// The first time at which half or less survive; NaN when more do to the end.
double median_survival(const std::vector<SurvivalStep>& curve);

/// How many patients are followed up to each of these times: the numbers below
/// a survival curve.
std::vector<std::int64_t> numbers_at_risk(const FollowUp& patients,
                                          const std::vector<double>& times);

}  // namespace moonstain
