#pragma once

#include <vector>

#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// The chance to be followed still, by Kaplan and Meier's estimate with
/// censoring as the event: what weights of those seen to die make up for who
/// was lost. Of a death and a censoring at one time the death is first, so that
/// who died is not at risk of being censored.
class Censoring {
 public:
  /// @throws Error as `check_follow_up`, and without patients
  explicit Censoring(const FollowUp& patients);

  /// The chance to be followed for longer than `time`; 1 before the first
  /// censoring, 0 where all who were left are censored.
  double followed_after(double time) const;

  /// The longest time for which somebody was followed.
  double longest() const { return times_.back(); }

 private:
  std::vector<double> times_;
  std::vector<double> chances_;
};

}  // namespace moonstain
