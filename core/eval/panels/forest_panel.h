#pragma once

#include <string>
#include <vector>

#include "core/eval/panels/axis_words.h"

namespace moonstain {

/// An effect with its interval.
struct ForestRow {
  std::string name;  ///< "bulk expression"
  double value = 0;  ///< NaN: undefined
  /// Ends of the interval; NaN: it has no bound on that side; both: there is
  /// none.
  double low = 0;
  double high = 0;
  std::string note;  ///< "deaths 6 of 23 and 1 of 23"; may be empty
};

/// Effects and their intervals below each other, beside the value that says
/// there is none.
struct ForestPanel {
  std::string item;      ///< noun of a row: "risk"
  AxisWords effect;      ///< "hazard ratio, high over low risk"
  double none = 1;       ///< the value without an effect
  std::string interval;  ///< what a line is: "95 % interval"
  std::string below;     ///< what a value below `none` says; may be empty
  std::string above;     ///< and one above
  std::vector<ForestRow> rows;
};

}  // namespace moonstain
