#include "core/stats/survival/chi_squared.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>

namespace moonstain {

ChiSquared chi_squared(double statistic, int degrees) {
  ChiSquared test{statistic, degrees, statistic};
  if (std::isfinite(statistic)) {
    test.p = boost::math::cdf(boost::math::complement(
        boost::math::chi_squared(degrees), std::max(statistic, 0.0)));
  }
  return test;
}

}  // namespace moonstain
