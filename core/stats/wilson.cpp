#include "core/stats/wilson.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr double kNormal = 1.959963984540054;  // of 95 %, two-sided

}  // namespace

Interval wilson_interval(std::int64_t count, std::int64_t all) {
  check(all >= 1 && count >= 0 && count <= all, "wilson_interval: ", count,
        " of ", all, "; expected a part of at least one trial");
  const auto n = static_cast<double>(all);
  const double share = static_cast<double>(count) / n;
  const double square = kNormal * kNormal / n;
  const double centre = (share + square / 2) / (1 + square);
  const double half = kNormal / (1 + square) *
                      std::sqrt((share * (1 - share) + square / 4) / n);
  // At either end the one limit is the end itself, but for rounding.
  return {count == 0 ? 0 : std::max(0.0, centre - half),
          count == all ? 1 : std::min(1.0, centre + half)};
}

}  // namespace moonstain
