#include "core/stats/group_effect.h"

#include <cmath>
#include <limits>

namespace moonstain {

double effect_of(double one, double other, GroupEffect effect) {
  if (effect == GroupEffect::difference) return one - other;
  return one > 0 && other > 0 ? std::log2(one / other)
                              : std::numeric_limits<double>::quiet_NaN();
}

std::string_view effect_words(GroupEffect effect) {
  return effect == GroupEffect::difference ? "difference of means"
                                           : "log2 ratio of means";
}

}  // namespace moonstain
