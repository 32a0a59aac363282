#include "core/stats/flatness.h"

#include <algorithm>
#include <cmath>

namespace moonstain {
namespace {

constexpr double kNearlyAll = 0.1;  // share apart that still counts as flat

bool alike(float a, float b) {
  return std::abs(double{a} - double{b}) <= 1e-6 * (1 + std::abs(double{b}));
}

}  // namespace

CommonValue common_value(std::span<const float> values) {
  CommonValue common;
  std::size_t votes = 0;
  for (const float value : values) {
    if (votes == 0) common.value = value;
    votes = alike(value, common.value) ? votes + 1 : votes - 1;
  }
  const auto apart = static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(),
                    [&](float value) { return !alike(value, common.value); }));
  if (2 * apart < values.size()) {
    common.share_apart =
        static_cast<double>(apart) / static_cast<double>(values.size());
  }
  return common;
}

Variation variation_of(std::span<const float> predicted,
                       std::span<const float> measured) {
  const CommonValue ours = common_value(predicted);
  if (ours.share_apart > kNearlyAll) return Variation::varies;
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
