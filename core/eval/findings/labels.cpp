#include "core/eval/findings/labels.h"

#include <algorithm>

namespace moonstain {

std::string label_of(std::string_view name) {
  std::string label(name);
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

}  // namespace moonstain
