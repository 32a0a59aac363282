#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/stats/nearest.h"

namespace moonstain {

/// Which points count as near to which, and how much: a sparse matrix
/// [points, points] as compressed rows. Row i has the neighbours of point i,
/// their indices rising; a point is none of its own.
struct SpatialWeights {
  std::vector<std::int64_t> row_starts{0};  ///< [points + 1]
  std::vector<std::int32_t> columns{};
  std::vector<double> values{};

  std::int64_t points() const {
    return static_cast<std::int64_t>(row_starts.size()) - 1;
  }
};

/// Weight 1 to each of the `count` nearest other points, of those at one
/// distance the ones that come first. Not symmetric.
/// @throws Error  where there are not more points than `count`, or on a point
///                that is not finite
SpatialWeights nearest_weights(const Points& points, std::int64_t count);

/// The same weights over each row's sum, so that each row sums to 1; a row
/// without a neighbour stays empty. "Style W" of spdep.
SpatialWeights row_standardised(SpatialWeights weights);

/// What the moments of an index of spatial association need of the weights.
struct WeightSums {
  double s0 = 0;  ///< of all w_ij
  double s1 = 0;  ///< half of all (w_ij + w_ji)^2
  double s2 = 0;  ///< of all (row sum + column sum of i)^2
};

/// Source: Cliff and Ord 1981, Spatial Processes, 1.5.
WeightSums sums_of(const SpatialWeights& weights);

}  // namespace moonstain
