#pragma once

namespace moonstain {

/// A statistic that is chi-squared where there is nothing to be seen.
struct ChiSquared {
  double statistic = 0;
  int degrees = 0;  ///< of freedom
  double p = 1;     ///< NaN where the statistic is
};

/// With the p of that statistic; of one below 0, which is rounding, p is 1.
ChiSquared chi_squared(double statistic, int degrees);

}  // namespace moonstain
