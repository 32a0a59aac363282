#include "core/eval/findings/labels.h"

#include <algorithm>

#include "core/base/text.h"

namespace moonstain {

std::string label_of(std::string_view name) {
  std::string label(name);
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

std::string held_out_words(std::string_view unit) {
  if (unit == kUnknownUnit) return "what was held out is not known";
  return concat(unit, " held out");
}

}  // namespace moonstain
