#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/stats/bootstrap.h"

namespace moonstain {

/// An interval of a median between two values of the sample itself.
struct MedianInterval {
  Interval ends;
  std::int64_t rank = 0;  ///< of the lower end from below, the upper from above
  double level = 0;       ///< in this share of samples it holds the median
};

/// The interval between the k-th lowest and the k-th highest of n values, with
/// the largest k for which it holds the median that they were drawn about in
/// at least `level` of all samples: 1 - 2 P(B < k), B the heads of n tosses,
/// whatever the distribution.
///
/// @param values   of independent units, in any order, no NaN
/// @param level    0.95 for the usual interval
/// @return         nothing where the whole sample is too few: below 6 at 0.95
/// @throws Error   on NaN, or a level that does not lie between 0 and 1
///
/// Source: Thompson 1936, doi:10.1214/aoms/1177732502.
std::optional<MedianInterval> median_interval(std::vector<double> values,
                                              double level = 0.95);

}  // namespace moonstain
