#include "core/stats/adjusted_p.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/base/error.h"

namespace moonstain {

// Of m tests the k-th smallest p becomes the least of p_j m / j over j >= k.
std::vector<double> benjamini_hochberg(const std::vector<double>& p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) continue;
    check(p[i] >= 0 && p[i] <= 1, "benjamini_hochberg: p of test ", i, " is ",
          p[i], "; expected 0 to 1");
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> adjusted = p;
  const auto tests = static_cast<double>(order.size());
  double least = 1;
  for (std::size_t k = order.size(); k > 0; --k) {
    const std::size_t test = order[k - 1];
    least = std::min(least, p[test] * (tests / static_cast<double>(k)));
    adjusted[test] = least;
  }
  return adjusted;
}

}  // namespace moonstain
