#pragma once

#include <string>

#include "core/eval/findings/verdict.h"

namespace moonstain {

/// What the mean of a gain without an interval does not tell: in how many of
/// the independent clusters (patients) the gain is, and whether the mean taken
/// the other way has its sign. Five sections of one patient outweigh one of
/// another.
struct GainByCluster {
  int ahead = 0;   ///< clusters whose mean is above 0
  int behind = 0;  ///< and below it
  int of = 0;      ///< clusters with a number
  /// The mean in which every cluster counts the same has the other sign than
  /// the gain; of a gain that is such a mean, that in which every unit does.
  /// Neither of them is shown as 0.000.
  bool reversed = false;
  /// What counts the same in that other mean: "patient".
  std::string noun;

  /// "1 of 2 patients", "each of 2 patients", "none of 2 patients"
  /// @param count  of `of`
  std::string in(int count, const std::string& cluster) const;
};

/// @return  nothing counted and not reversed where the gain has an interval, no
///          number, or is of one cluster
GainByCluster gain_by_cluster(const Gain& gain);

}  // namespace moonstain
