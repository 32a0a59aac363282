#include "core/stats/sign_flip.h"

#include <cmath>
#include <limits>

namespace moonstain {
namespace {

// Sums that differ by rounding alone are equal.
constexpr double kRounding = 1e-12;

}  // namespace

double sign_flip_p(const std::vector<double>& differences,
                   std::int64_t permutations, RandomStream& stream) {
  std::vector<double> defined;
  double sum = 0;
  double all = 0;
  for (const double difference : differences) {
    if (std::isnan(difference)) continue;
    defined.push_back(difference);
    sum += difference;
    all += std::abs(difference);
  }
  if (defined.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double limit = std::abs(sum) - kRounding * all;
  const auto as_far = [&](const auto& negative) {
    double turned = 0;
    for (std::size_t i = 0; i < defined.size(); ++i) {
      turned += negative(i) ? -defined[i] : defined[i];
    }
    return std::abs(turned) >= limit;
  };
  const bool exact = defined.size() < 62 &&
                     (std::int64_t{1} << defined.size()) <= permutations;
  double hits = 0;
  if (exact) {
    const std::int64_t ways = std::int64_t{1} << defined.size();
    for (std::int64_t way = 0; way < ways; ++way) {
      hits += as_far([&](std::size_t i) { return (way >> i & 1) != 0; });
    }
    return hits / static_cast<double>(ways);
  }
  for (std::int64_t way = 0; way < permutations; ++way) {
    hits += as_far([&](std::size_t) { return stream.below(2) != 0; });
  }
  return (1 + hits) / (1 + static_cast<double>(permutations));
}

}  // namespace moonstain
