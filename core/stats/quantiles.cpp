#include "core/stats/quantiles.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

struct Position {
  std::int64_t below;
  double share_above;
};

Position position_of(double q, std::int64_t n) {
  check(q >= 0 && q <= 1, "quantile: q is ", q, "; it lies in 0 to 1");
  check(n > 0, "quantile: the sample is empty");
  const double at = q * static_cast<double>(n - 1);
  const double below = std::floor(at);
  return {static_cast<std::int64_t>(below), at - below};
}

}  // namespace

double quantile(std::vector<double> values, double q) {
  const auto n = static_cast<std::int64_t>(values.size());
  const Position p = position_of(q, n);
  const auto at = values.begin() + p.below;
  std::nth_element(values.begin(), at, values.end());
  const double low = *at;
  const double high =
      p.below + 1 < n ? *std::min_element(at + 1, values.end()) : low;
  return low + (high - low) * p.share_above;
}

double byte_quantile(const std::vector<std::int64_t>& counts, double q) {
  check(counts.size() == 256, "byte_quantile: got ", counts.size(),
        " counts; a byte has 256 values");
  std::int64_t n = 0;
  for (const std::int64_t count : counts) {
    n += count;
  }
  const Position p = position_of(q, n);
  const auto value_at = [&](std::int64_t rank) {
    std::size_t value = 0;
    for (std::int64_t seen = counts[0]; seen <= rank; seen += counts[value]) {
      ++value;
    }
    return static_cast<double>(value);
  };
  const double low = value_at(p.below);
  const double high = value_at(std::min(p.below + 1, n - 1));
  return low + (high - low) * p.share_above;
}

}  // namespace moonstain
