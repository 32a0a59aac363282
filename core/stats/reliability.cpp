#include "core/stats/reliability.h"

#include <cmath>
#include <limits>

namespace moonstain {

double spearman_brown(double r) {
  const double whole = 2 * r / (1 + r);
  return r > -1 && whole >= -1 ? whole
                               : std::numeric_limits<double>::quiet_NaN();
}

double attainable_correlation(double reliability) {
  return reliability < 0 ? 0 : std::sqrt(reliability);
}

}  // namespace moonstain
