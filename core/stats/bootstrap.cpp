#include "core/stats/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"

namespace moonstain {
namespace {

// A cluster as seen from the sample's mean m: deviation s - m n, and size. Of
// deviations a draw's mean is m + sum of them / sum of sizes, without the
// rounding that large values of one size would bring.
struct Part {
  double deviation;
  double size;
};

struct Draw {
  double shift;  // mean* - mean
  double t;
  bool without_spread;
};

// The five sums of a draw of K clusters: with d = mean* - mean its squared
// error is K / (K - 1) sum of (deviation - d n)^2 / N^2.
Draw draw_of(const std::vector<Part>& parts, RandomStream& random) {
  double deviations = 0, sizes = 0, squares = 0, products = 0, weights = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Part& part = parts[random.below(parts.size())];
    deviations += part.deviation;
    sizes += part.size;
    squares += part.deviation * part.deviation;
    products += part.deviation * part.size;
    weights += part.size * part.size;
  }
  const double shift = deviations / sizes;
  const double left =
      squares - 2.0 * shift * products + shift * shift * weights;
  // What is left of equal numbers taken from each other is rounding.
  const double rounding = 1e-12 * (squares + shift * shift * weights);
  if (left <= rounding) {
    constexpr double kInfinite = std::numeric_limits<double>::infinity();
    const bool in_the_middle = shift * shift * weights <= rounding;
    return {shift, in_the_middle ? 0.0 : std::copysign(kInfinite, shift), true};
  }
  const auto k = static_cast<double>(parts.size());
  return {shift, shift / (std::sqrt(k / (k - 1.0) * left) / sizes), false};
}

// Deviations that are but rounding of the mean become 0.
std::vector<Part> parts_of(const Clusters& clusters, double mean) {
  std::vector<Part> parts;
  for (std::size_t p = 0; p < clusters.count(); ++p) {
    const double expected = mean * clusters.sizes[p];
    const double deviation = clusters.sums[p] - expected;
    const double rounding =
        1e-14 * (std::abs(clusters.sums[p]) + std::abs(expected));
    parts.push_back(
        {std::abs(deviation) <= rounding ? 0.0 : deviation, clusters.sizes[p]});
  }
  return parts;
}

double order_statistic(std::vector<double>& values, double q) {
  const auto n = static_cast<double>(values.size());
  const double rank = std::clamp(std::ceil(q * n), 1.0, n);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace

Bootstrap bootstrap(const Clusters& clusters, std::int64_t draws,
                    std::int64_t seed, std::string_view step, double level) {
  check(draws >= 100, "bootstrap: ", draws,
        " draws; at least 100 are needed for an interval");
  check(level > 0 && level < 1, "bootstrap: level ", level,
        " does not lie between 0 and 1");
  Bootstrap made;
  made.mean = clusters.mean();
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (clusters.count() < 2) {
    made.percentile = made.studentised = {kNone, kNone};
    return made;
  }
  const double error = cluster_robust_error(clusters);
  const std::vector<Part> parts = parts_of(clusters, made.mean);
  RandomStream random(seed, step, "bootstrap");
  std::vector<double> shifts(static_cast<std::size_t>(draws));
  std::vector<double> ts(shifts.size());
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    const Draw draw = draw_of(parts, random);
    shifts[i] = draw.shift;
    ts[i] = draw.t;
    made.without_spread += draw.without_spread;
  }
  const double tail = 0.5 - level / 2;
  made.percentile = {made.mean + order_statistic(shifts, tail),
                     made.mean + order_statistic(shifts, 1.0 - tail)};
  made.studentised = {made.mean - order_statistic(ts, 1.0 - tail) * error,
                      made.mean - order_statistic(ts, tail) * error};
  return made;
}

}  // namespace moonstain
