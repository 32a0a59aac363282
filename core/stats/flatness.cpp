#include "core/stats/flatness.h"

#include <algorithm>
#include <cmath>

namespace moonstain {
namespace {

// The difference up to which two values are one: targets may be counts or
// shares of a millionth, so it goes by the largest of them.
double tolerance_of(std::span<const float> values) {
  double largest = 0;
  for (const float value : values) {
    largest = std::max(largest, std::abs(double{value}));
  }
  return 1e-6 * largest;
}

}  // namespace

CommonValue common_value(std::span<const float> values) {
  const double tolerance = tolerance_of(values);
  CommonValue common;
  const auto alike = [&](float value) {
    return std::abs(double{value} - double{common.value}) <= tolerance;
  };
  std::size_t votes = 0;
  for (const float value : values) {
    if (votes == 0) common.value = value;
    votes = alike(value) ? votes + 1 : votes - 1;
  }
  const auto apart = static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(),
                    [&](float value) { return !alike(value); }));
  if (2 * apart < values.size()) {
    common.share_apart =
        static_cast<double>(apart) / static_cast<double>(values.size());
  }
  return common;
}

Variation variation_of(std::span<const float> predicted,
                       std::span<const float> measured) {
  const CommonValue ours = common_value(predicted);
  if (ours.share_apart > kFlatShareApart) return Variation::varies;
  const double theirs = common_value(measured).share_apart;
  if (ours.share_apart > 0 && 2 * ours.share_apart > theirs) {
    return Variation::varies;
  }
  const bool at_zero = ours.share_apart > 0 && ours.value == 0 &&
                       std::none_of(predicted.begin(), predicted.end(),
                                    [](float value) { return value < 0; });
  return at_zero ? Variation::clamped : Variation::flat;
}

}  // namespace moonstain
