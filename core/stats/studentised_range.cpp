#include "core/stats/studentised_range.h"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Beyond it phi is below 1e-17.
constexpr double kFarthest = 9;
constexpr double kStep = 1.0 / 32;

double phi(double z) {
  return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
}

double below(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

void check_groups(int groups) {
  check(groups >= 2, "studentised_range: got ", groups,
        " group(s); a range needs at least 2");
}

}  // namespace

double studentised_range_chance(double range, int groups) {
  check_groups(groups);
  if (!(range > 0)) return 0;
  double sum = 0;
  const int steps = static_cast<int>(2 * kFarthest / kStep);
  for (int i = 0; i <= steps; ++i) {
    const double z = -kFarthest + kStep * i;
    sum += phi(z) * std::pow(below(z) - below(z - range), groups - 1);
  }
  return std::min(groups * kStep * sum, 1.0);
}

double studentised_range_quantile(double probability, int groups) {
  check_groups(groups);
  check(probability > 0 && probability < 1,
        "studentised_range_quantile: probability ", probability,
        " does not lie between 0 and 1");
  const auto above = [&](double range) {
    return studentised_range_chance(range, groups) - probability;
  };
  double high = 4;
  while (above(high) < 0) high *= 2;
  std::uintmax_t most = 100;
  const auto [low_end, high_end] = boost::math::tools::toms748_solve(
      above, 0.0, high, -probability, above(high),
      boost::math::tools::eps_tolerance<double>(44), most);
  return (low_end + high_end) / 2;
}

double nemenyi_critical_difference(int methods, int units, double level) {
  check(units >= 1, "nemenyi_critical_difference: got ", units,
        " units; expected at least 1");
  return studentised_range_quantile(1 - level, methods) / std::numbers::sqrt2 *
         std::sqrt(methods * (methods + 1.0) / (6.0 * units));
}

}  // namespace moonstain
