#pragma once

#include <cstdint>

#include "core/base/matrix.h"

namespace moonstain {

/// Which points a value is taken from, and how much of each.
struct NearPoints {
  static constexpr Eigen::Index kMost = 4;  ///< points a value is taken from

  /// [points, kMost] nearest first, of equal distance the one that stands
  /// first; -1 behind the last.
  Eigen::Matrix<std::int32_t, Eigen::Dynamic, kMost, Eigen::RowMajor> near;
  /// [points, kMost] of sum 1; 0 behind the last, and where no point is near.
  Eigen::Matrix<double, Eigen::Dynamic, kMost, Eigen::RowMajor> weight;

  /// Whether a point has anything near.
  bool has(Eigen::Index point) const { return near(point, 0) >= 0; }
};

/// Inverse distance weighting: for each point the nearest of others, at most
/// kMost and none farther than `reach`, with weights 1 / distance^2. Where some
/// lie at the point itself, these alone, in equal parts.
///
/// @param at    [points, (x, y)] where values are wanted
/// @param from  [others, (x, y)] where they are known
/// @throws Error  when either has other than two columns, or `reach` is not
///                above 0; on one of `from` that is not finite
///
/// Source: Shepard 1968, doi:10.1145/800186.810616, with his exponent of 2.
NearPoints near_points(const MatrixDView& at, const MatrixDView& from,
                       double reach);

}  // namespace moonstain
