#include "core/stats/reliability.h"

#include <cmath>
#include <limits>

namespace moonstain {

double spearman_brown(double r) {
  if (!(r > -1)) return std::numeric_limits<double>::quiet_NaN();
  return 2 * r / (1 + r);
}

double attainable_correlation(double reliability) {
  return reliability < 0 ? 0 : std::sqrt(reliability);
}

}  // namespace moonstain
