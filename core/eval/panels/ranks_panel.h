#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace moonstain {

/// A method and the mean over units of its rank, the best 1.
struct RankedRow {
  std::string name;
  double rank = 0;
};

/// Rows that a line joins: those from `first` to `last` do not differ.
struct RankBar {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// Mean ranks of methods on one axis, and which of them do not differ: a
/// critical-difference plot (Demsar 2006, JMLR 7:1-30).
struct RanksPanel {
  std::string item;       ///< noun of a row: "method"
  std::string unit;       ///< what ranks are means over: "patient"
  std::size_t units = 0;  ///< how many of them
  /// Mean ranks this far apart differ; NaN: there is none to be shown.
  double critical_difference = 0;
  std::string note;             ///< what the lines say, or why there is none
  std::vector<RankedRow> rows;  ///< by rising rank, 1 to their number
  std::vector<RankBar> bars;
};

}  // namespace moonstain
