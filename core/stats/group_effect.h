#pragma once

#include <string_view>

#include "core/engine/step/kind_words.h"

namespace moonstain {

/// How far two groups lie apart.
enum class GroupEffect {
  difference,  ///< mean of the one minus mean of the other: for logarithms
  log2_ratio,  ///< log2 of mean over mean; undefined unless both are above 0
};

template <>
struct KindWords<GroupEffect> {
  static constexpr std::string_view kAll[] = {"difference", "log2_ratio"};
};

/// @param one, other  means of the groups; NaN: the effect is NaN
double effect_of(double one, double other, GroupEffect effect);

/// "difference of means", "log2 ratio of means".
std::string_view effect_words(GroupEffect effect);

}  // namespace moonstain
