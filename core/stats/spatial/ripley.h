#pragma once

#include <cstdint>
#include <vector>

#include "core/base/matrix.h"
#include "core/stats/nearest.h"

namespace moonstain {

/// L functions of all ordered pairs of types, at radii 0, reach / steps, ...,
/// reach.
struct CrossL {
  std::vector<double> radii;         ///< [radii]
  std::vector<std::int64_t> counts;  ///< [types] points of each
  /// [types * types, radii], row `from` * types + `to`: sqrt(K / pi), which is
  /// r where the points of `to` lie independently of those of `from`. NaN where
  /// a type has no point, or but one for its own.
  MatrixD values;

  /// Mean over the radii of L(r) - r, the excess over independence. NaN as
  /// `values`.
  double mean_excess(std::int64_t from, std::int64_t to) const;
};

/// Besag's L of Ripley's K between types, in the box that bounds all points:
///
///   K(r) = area / (n_from n_to) * sum over pairs within r of the weight
///
/// of one type n (n - 1) in the place of the product. The weight of a pair is 1
/// over the share of the circle around the first point through the second that
/// lies inside the box (Ripley's isotropic correction), at most 100.
///
/// @param type   [points] 0 .. types - 1; another number: none, such a point
///               only widens the box
/// @param reach  above 0; of radii of half the box's diagonal and more, where
///               no circle may be inside, L is NaN
/// @throws Error on another number of types than of points, on no steps, and on
///               a point that is not finite
///
/// Equal to spatstat's Lcross and Lest with correction "isotropic". Pairs are
/// found by a grid: time goes with their number, memory with the points'.
///
/// Source: Ripley 1977, doi:10.1111/j.2517-6161.1977.tb01615.x; Besag's comment
/// on it; recipes/ghist_tcga/METHOD.md 7.3.
CrossL cross_l(const Points& points, const std::vector<std::int32_t>& type,
               std::int64_t types, double reach, std::int64_t steps);

/// How many pairs of points lie no farther apart than `reach`, by the types of
/// both; each pair once.
///
/// @return  [types, types], symmetric
/// @throws Error as `cross_l`
///
/// Source: recipes/ghist_tcga/METHOD.md 7.3, which counts (i, j) and (j, i):
/// shares are the same.
Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic> close_pairs_by_type(
    const Points& points, const std::vector<std::int32_t>& type,
    std::int64_t types, double reach);

}  // namespace moonstain
