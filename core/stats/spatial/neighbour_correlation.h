#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "core/base/matrix.h"
#include "core/stats/nearest.h"

namespace moonstain {

/// Whether a point's value is like that of its nearest neighbour.
struct NeighbourCorrelation {
  /// [variables] Pearson's of (value of i, value of its neighbour) over the
  /// points that are kept; NaN where one of the two does not vary, and of fewer
  /// than two points.
  Eigen::VectorXd correlation;
  std::int64_t kept = 0;  ///< points that are no nearer to the border
};

/// Nearest-neighbour correlation with its border rule: a point counts where its
/// nearest other point, of those at one distance the first, is no farther away
/// than the nearest side of the box that bounds all points. Beyond that side
/// there could be one that is nearer.
///
/// @param values  [points, variables]
/// @throws Error  on values of another number of points, and on a point that is
///                not finite
///
/// Values are shifted by those of the first pair that is kept and summed in
/// float64, in one pass: a variable that is constant is exactly 0 then. Beside
/// the inputs 60 bytes a point are held.
///
/// Source: Stoyan and Stoyan 1994, Fractals, Random Shapes and Point Fields,
/// 14.7; equal to "correlation" of spatstat's nncorr;
/// recipes/ghist_tcga/METHOD.md 7.3.
NeighbourCorrelation neighbour_correlation(const Points& points,
                                           const MatrixView& values);

}  // namespace moonstain
