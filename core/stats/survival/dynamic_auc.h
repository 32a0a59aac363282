#pragma once

#include <vector>

#include "core/stats/survival/censoring.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// How well a risk tells, at each time, those who have died by then from those
/// who live on.
struct DynamicAuc {
  /// [times] Area under the ROC curve; NaN before the first death and where
  /// nobody lives on.
  std::vector<double> by_time;
  /// Their mean, each weighted by how far the survival curve of the patients
  /// falls up to that time from the time before; NaN where no time has both an
  /// area and a fall.
  double mean = 0;
};

/// The cumulative case, dynamic control area under the ROC curve: of all pairs
/// of one who died up to t and one who was followed for longer, the share in
/// which the first has the higher risk, ties by half. A death counts 1 / G of
/// its own time, G the chance to be followed for longer, which makes up for
/// those who were lost before. As scikit-survival's cumulative_dynamic_auc.
///
/// @param censoring  of those learned from, or of `patients` themselves
/// @param times      rising, from the first to before the last of `patients`
/// @param risks      [patients], the higher the earlier death; no NaN
/// @throws Error     "dynamic_auc: ..." as `check_follow_up`; on another number
///                   of risks, NaN, no times or times not as said, and on a
///                   death up to the last time for longer than which nobody was
///                   followed
///
/// A time costs a pass over the patients by falling risk.
///
/// Source: Uno, Cai, Tian and Wei 2007, doi:10.1198/016214507000000149; Hung
/// and Chiang 2010, doi:10.1002/cjs.10046; the mean: Lambert and Chevret 2016,
/// doi:10.1177/0962280213515571.
DynamicAuc dynamic_auc(const Censoring& censoring, const FollowUp& patients,
                       const std::vector<double>& risks,
                       const std::vector<double>& times);

}  // namespace moonstain
