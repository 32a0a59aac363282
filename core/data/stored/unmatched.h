#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/text.h"

namespace moonstain {

/// Names of one list that another has not, for a join that bears a few.
struct Unmatched {
  std::size_t number = 0;
  std::string first;  ///< for errors: " (as 'a-1')"; empty for none

  void add(std::string_view name) {
    if (++number == 1) first = concat(" (as '", name, "')");
  }
  /// Whether they are more than this share of all names.
  bool beyond(double share, std::size_t names) const {
    return static_cast<double>(number) > share * static_cast<double>(names);
  }
};

}  // namespace moonstain
