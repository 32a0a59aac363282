#include "core/stats/survival/effect_size.h"

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain {
namespace {

double z_of(const TwoGroups& groups) {
  check(groups.share > 0 && groups.share < 1, "effect_size: share ",
        groups.share, " does not lie between 0 and 1");
  check(groups.level > 0 && groups.level < 1, "effect_size: level ",
        groups.level, " does not lie between 0 and 1");
  return boost::math::quantile(boost::math::normal(), 1 - groups.level / 2);
}

}  // namespace

double power_of_deaths(const TwoGroups& groups, double deaths) {
  const double seen = std::abs(groups.log_ratio) *
                      std::sqrt(deaths * groups.share * (1 - groups.share));
  return boost::math::cdf(boost::math::normal(), seen - z_of(groups));
}

double deaths_for_power(const TwoGroups& groups, double power) {
  const double z = z_of(groups);
  check(power > 0 && power < 1, "effect_size: power ", power,
        " does not lie between 0 and 1");
  if (groups.log_ratio == 0) return std::numeric_limits<double>::quiet_NaN();
  const double needed = z + boost::math::quantile(boost::math::normal(), power);
  return needed * needed /
         (groups.share * (1 - groups.share) * groups.log_ratio *
          groups.log_ratio);
}

}  // namespace moonstain
