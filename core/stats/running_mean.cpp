#include "core/stats/running_mean.h"

#include <algorithm>
#include <cstddef>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Sums of up to `width` values that end at each place, and beyond the last one
// as far as a value is in them.
std::vector<double> box_sums(const std::vector<double>& values,
                             std::size_t width) {
  std::vector<double> before{0.0};
  for (const double value : values) before.push_back(before.back() + value);
  std::vector<double> sums;
  for (std::size_t i = 0; i + 1 < values.size() + width; ++i) {
    const std::size_t last = std::min(i + 1, values.size());
    const std::size_t first = i + 1 < width ? 0 : i + 1 - width;
    sums.push_back(before[last] - before[first]);
  }
  return sums;
}

}  // namespace

std::vector<double> pyramid_mean(std::span<const double> values,
                                 std::int64_t window) {
  check(window >= 1 && window % 2 == 1, "pyramid_mean: window ", window,
        " is not odd and at least 1");
  if (values.empty()) return {};
  const auto half = static_cast<std::size_t>(window / 2);
  const auto sums_of = [&](const std::vector<double>& of) {
    return box_sums(box_sums(of, half + 1), half + 1);
  };
  const std::vector<double> sums = sums_of({values.begin(), values.end()});
  const std::vector<double> weights =
      sums_of(std::vector<double>(values.size(), 1.0));
  std::vector<double> means(values.size());
  for (std::size_t i = 0; i < means.size(); ++i) {
    means[i] = sums[i + half] / weights[i + half];
  }
  return means;
}

}  // namespace moonstain
