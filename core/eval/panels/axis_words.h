#pragma once

#include <string>

namespace moonstain {

/// What an axis of a panel shows.
struct AxisWords {
  std::string label;         ///< "time since diagnosis"
  std::string unit;          ///< "days"; "" for a number without one
  bool logarithmic = false;  ///< where all values are above 0

  /// "time since diagnosis, days"
  std::string text() const {
    return unit.empty() ? label : label + ", " + unit;
  }
};

}  // namespace moonstain
