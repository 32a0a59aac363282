#include "core/stats/otsu.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/base/error.h"

namespace moonstain {
namespace {

/// NumPy's equal bins from the least value to the greatest: each holds its
/// lower edge, the last one both. A quotient that was rounded over an edge is
/// put right by the edge itself.
class EqualBins {
 public:
  EqualBins(double least, double greatest, std::int64_t bins)
      : least_(least),
        per_unit_(static_cast<double>(bins) / (greatest - least)),
        step_((greatest - least) / static_cast<double>(bins)),
        bins_(bins),
        greatest_(greatest) {}

  double edge(std::int64_t i) const {
    return i == bins_ ? greatest_ : least_ + static_cast<double>(i) * step_;
  }

  std::int64_t of(double value) const {
    auto bin = static_cast<std::int64_t>((value - least_) * per_unit_);
    bin = std::min(bin, bins_ - 1);
    if (value < edge(bin)) {
      --bin;
    } else if (bin + 1 < bins_ && value >= edge(bin + 1)) {
      ++bin;
    }
    return bin;
  }

 private:
  double least_;
  double per_unit_;
  double step_;
  std::int64_t bins_;
  double greatest_;
};

}  // namespace

double otsu_threshold(std::span<const float> values, std::int64_t bins) {
  check(!values.empty(), "otsu_threshold: the sample is empty");
  check(bins >= 2, "otsu_threshold: got ", bins,
        " bin(s); two classes need at least 2");
  for (const float value : values) {
    check(std::isfinite(value), "otsu_threshold: a value is ", value,
          "; a threshold needs finite ones");
  }
  const auto [least, greatest] =
      std::minmax_element(values.begin(), values.end());
  if (*least == *greatest) {
    return double{*least};
  }
  const EqualBins equal(double{*least}, double{*greatest}, bins);
  std::vector<std::int64_t> counts(static_cast<std::size_t>(bins), 0);
  std::vector<double> centres(counts.size());
  for (std::int64_t i = 0; i < bins; ++i) {
    centres[static_cast<std::size_t>(i)] =
        (equal.edge(i) + equal.edge(i + 1)) / 2;
  }
  for (const float value : values) {
    ++counts[static_cast<std::size_t>(equal.of(double{value}))];
  }
  return otsu_threshold(counts, centres);
}

double otsu_threshold(std::span<const std::int64_t> counts,
                      std::span<const double> centres) {
  check(counts.size() == centres.size(), "otsu_threshold: got ", counts.size(),
        " counts of ", centres.size(), " centres; each centre has a count");
  double all = 0;
  double all_sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    all += static_cast<double>(counts[i]);
    all_sum += static_cast<double>(counts[i]) * centres[i];
  }
  check(all > 0, "otsu_threshold: no value is counted");

  double lower = 0;
  double lower_sum = 0;
  double best = -1;
  double threshold = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) {
      continue;  // parts the values as the bin before it does
    }
    lower += static_cast<double>(counts[i]);
    lower_sum += static_cast<double>(counts[i]) * centres[i];
    const double upper = all - lower;
    if (upper <= 0) {
      return best < 0 ? centres[i] : threshold;
    }
    const double between = lower_sum / lower - (all_sum - lower_sum) / upper;
    const double variance = lower * upper * between * between;
    if (variance > best) {
      best = variance;
      threshold = centres[i];
    }
  }
  return threshold;
}

}  // namespace moonstain
