#include "core/eval/findings/labels.h"

#include <algorithm>

#include "core/base/text.h"

namespace moonstain {

std::string label_of(std::string_view name) {
  std::string label(name);
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

bool is_held_out(std::string_view unit) {
  return unit != kUnknownUnit && unit != kNoUnit;
}

std::string held_out_words(std::string_view unit) {
  if (unit == kNoUnit) return "not held out";
  if (unit == kUnknownUnit) return "what was held out is not known";
  return concat(unit, " held out");
}

}  // namespace moonstain
