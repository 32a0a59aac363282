#pragma once

#include <vector>

#include "core/base/matrix.h"
#include "core/stats/survival/censoring.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// Brier's score at each time: the mean squared difference between the
/// predicted chance to live longer and whether a patient did, those seen
/// weighted for those censored; 0.25 of chances of one half. As scikit-
/// survival's brier_score.
///
/// @param censoring  of those learned from, or of `patients` themselves
/// @param times      rising, from the first to before the last of `patients`
/// @param survival   [patients, times] chances to live longer than that
/// @throws Error     as `check_follow_up`; on another shape, times outside of
///                   those or not rising, and a chance outside 0 to 1
///
/// Source: Graf, Schmoor, Sauerbrei and Schumacher 1999,
/// doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5.
std::vector<double> brier_scores(const Censoring& censoring,
                                 const FollowUp& patients,
                                 const std::vector<double>& times,
                                 const MatrixD& survival);

/// Their mean over time by the trapezoid rule; at least two times.
double integrated_brier_score(const std::vector<double>& times,
                              const std::vector<double>& scores);

}  // namespace moonstain
