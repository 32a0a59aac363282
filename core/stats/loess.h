#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace moonstain {

/// A smooth curve through points, at the points.
struct LoessFit {
  Eigen::VectorXd fitted;  ///< [points], in their order
  /// Vertices near which the points have fewer than three places, or nearly: of
  /// the parabolas that fit there the one of the smallest coefficients is
  /// taken.
  std::int64_t singular_vertices = 0;
};

/// Locally weighted regression of y on one x by parabolas, as the `loess` of
/// Cleveland's dloess (and so of scikit-misc and R) does it by default: degree
/// 2, tricube weights, family Gaussian, surface interpolated.
///
/// The curve is not fitted at each point but at vertices. The range of x, made
/// 0.5 % wider on both sides, is halved at the median of its points, and each
/// half again, until a cell holds at most a fifth of `span` of all points; a
/// cut goes to the nearest gap between two values. At each vertex q the span n
/// nearest points are weighted by (1 - (distance / farthest distance)^3)^3, and
/// a parabola in x - q is fitted to them; its value and slope at q are kept.
/// Between two vertices the curve is the cubic that has these at both.
///
/// Sums run in the order of x, those of dloess in another: both agree to 1e-13
/// (18,000 points, y of a range of 3). Where a vertex is singular scikit-misc
/// refuses; R goes on, as we do.
///
/// @param x     [points], finite
/// @param y     [points], finite
/// @param span  share of the points that count near a vertex, above 0 to 1
/// @throws Error  on differing lengths, values that are not finite, a span of
///                fewer than 4 points, and where so many points share one x
///                that none near it has a weight
///
/// Source: Cleveland and Devlin 1988, doi:10.1080/01621459.1988.10478639;
/// Cleveland and Grosse 1991, doi:10.1007/BF01890836 (vertices and blending).
LoessFit loess(const Eigen::VectorXd& x, const Eigen::VectorXd& y, double span);

}  // namespace moonstain
