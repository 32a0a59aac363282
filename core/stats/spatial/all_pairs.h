#pragma once

#include <Eigen/Core>

#include "core/base/matrix.h"
#include "core/stats/nearest.h"

namespace moonstain {

/// Moran's I of many variables where all points are neighbours: weight
/// 1 / distance for each two, rows standardised to sum 1.
///
///   I = sum_i (z_i / r_i) sum_j z_j / d_ij / sum z_i^2,  r_i = sum_j 1 / d_ij
///
/// Two points at one place are no neighbours of each other.
///
/// @param values  [points, variables]
/// @return        [variables]; NaN for a variable that is constant, and for all
///                with fewer than 3 points. -1 / (points - 1) is expected where
///                values lie anywhere
/// @throws Error  on values of another number of points, and on a point that is
///                not finite
///
/// Weights are made block by block and never held: memory is that of the
/// values in float64, time goes with the square of the points. 20,000 points of
/// 280 variables take some 15 s.
///
/// Source: recipes/ghist_tcga/METHOD.md 7.3; equal to spdep's with weights
/// of style W.
Eigen::VectorXd morans_i_all_pairs(const Points& points,
                                   const MatrixView& values);

}  // namespace moonstain
