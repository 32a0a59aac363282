#pragma once

#include <Eigen/Core>

#include "core/base/matrix.h"
#include "core/stats/spatial/weights.h"

namespace moonstain {

/// Moran's I of many variables at the same points, and what it would be of
/// values that lie anywhere. [variables] each; NaN for a variable that is
/// constant.
struct Moran {
  Eigen::VectorXd index;  ///< I = n / s0 * sum w_ij z_i z_j / sum z_i^2
  double expected = 0;    ///< -1 / (n - 1), under both
  /// Variance where all orders of the values are equally likely; exact. NaN
  /// with fewer than 4 points.
  Eigen::VectorXd variance_randomised;
  /// Variance where the values are draws of one normal distribution; exact.
  double variance_normal = 0;
  /// One-sided: how likely a normal number of these moments is as great as I.
  Eigen::VectorXd p_randomised;
  Eigen::VectorXd p_normal;
};

/// Whether near points have like values, as spdep's `moran.test`: I with its
/// first two moments, and the upper tail of a normal distribution. I itself
/// needs no symmetric weights.
///
/// @param values   [points, variables]
/// @param weights  of the same points; one without a neighbour adds nothing to
///                 the sum, and counts in n
/// @throws Error   on another number of points, fewer than 3 points, and
///                 weights that sum to 0
///
/// Values are centred in float64 and taken some variables at a time: beside
/// them 128 bytes a point are held. 3,000 points x 2,000 variables with 4
/// neighbours take some 10 ms.
///
/// Source: Moran 1950, doi:10.1093/biomet/37.1-2.17; the moments Cliff and Ord
/// 1981, Spatial Processes, 1.5 and 2.3.
Moran morans_i(const MatrixView& values, const SpatialWeights& weights);

}  // namespace moonstain
