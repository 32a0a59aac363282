#include "core/stats/median_interval.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Of k heads in n tosses.
double chance_of_heads(double k, double n) {
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) -
                  std::lgamma(n - k + 1) - n * std::log(2.0));
}

}  // namespace

std::optional<MedianInterval> median_interval(std::vector<double> values,
                                              double level) {
  check(level > 0 && level < 1, "median_interval: level ", level,
        " does not lie between 0 and 1");
  for (const double value : values) {
    check(!std::isnan(value),
          "median_interval: a value is NaN; leave out and count what is "
          "undefined");
  }
  const auto n = static_cast<std::int64_t>(values.size());
  std::optional<MedianInterval> made;
  double below = 0;  // P(B < k)
  for (std::int64_t k = 1; 2 * k <= n; ++k) {
    below +=
        chance_of_heads(static_cast<double>(k - 1), static_cast<double>(n));
    if (1 - 2 * below < level) break;
    made = MedianInterval{{}, k, 1 - 2 * below};
  }
  if (!made) return made;
  std::sort(values.begin(), values.end());
  const auto k = static_cast<std::size_t>(made->rank);
  made->ends = {values[k - 1], values[values.size() - k]};
  return made;
}

}  // namespace moonstain
