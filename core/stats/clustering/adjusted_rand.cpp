#include "core/stats/clustering/adjusted_rand.h"

#include <map>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

double pairs(double n) { return n * (n - 1) / 2; }

template <typename Group>
double pairs_within(const std::map<Group, double>& sizes) {
  double sum = 0;
  for (const auto& [group, size] : sizes) sum += pairs(size);
  return sum;
}

}  // namespace

double adjusted_rand(const std::vector<std::int32_t>& a,
                     const std::vector<std::int32_t>& b) {
  check(a.size() == b.size() && !a.empty(), "adjusted_rand: groups of ",
        a.size(), " and of ", b.size(),
        " things; expected the same things, at least one");
  std::map<std::int32_t, double> in_a, in_b;
  std::map<std::pair<std::int32_t, std::int32_t>, double> in_both;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++in_a[a[i]];
    ++in_b[b[i]];
    ++in_both[{a[i], b[i]}];
  }
  const double of_a = pairs_within(in_a), of_b = pairs_within(in_b);
  const double both = pairs_within(in_both);
  const double all = pairs(static_cast<double>(a.size()));
  const double expected = all > 0 ? of_a * of_b / all : 0;
  const double most = (of_a + of_b) / 2;
  return most == expected ? 1 : (both - expected) / (most - expected);
}

}  // namespace moonstain
