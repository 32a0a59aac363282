#pragma once

#include <Eigen/Geometry>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace moonstain {

/// Points of a plane, [points, (x, y)].
using Points = Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor>;

/// @param what  who asks, for the message
/// @throws Error  "WHAT: point 7 (counted from 0) lies at (nan, 2), expected
///                finite numbers"
void check_finite(const Points& points, std::string_view what);

/// The points that lie nearest to a place, of those at one distance the ones
/// that come first.
///
/// A k-d tree: points are halved by their median along the longer side of their
/// box, until 8 are left. A search goes into the nearer half first and into the
/// other one only while a point of its box could still come before the last of
/// those found. Distances are compared as dx dx + dy dy in float64, so of
/// points on whole pixels ties are exact, and the result is that of sorting all
/// points by (distance, index). 10,000 points and their 8 nearest take some
/// 20 ms.
///
/// Source: Bentley 1975, doi:10.1145/361002.361007.
class NearestPoints {
 public:
  struct Found {
    double squared = 0;      ///< of the distance
    std::int64_t index = 0;  ///< of the point
    auto operator<=>(const Found&) const = default;
  };

  /// @throws Error  naming the first point that is not finite
  explicit NearestPoints(const Points& points);

  /// The `count` nearest, or all where there are fewer, nearest first.
  /// @param without  a point that does not count; none by default
  std::vector<Found> near(double x, double y, std::int64_t count,
                          std::int64_t without = -1) const;

  /// The nearest other of each point, in their order; of a point alone none,
  /// {infinity, -1}.
  std::vector<Found> nearest_others() const;

 private:
  struct Node {
    Eigen::AlignedBox2d box;
    std::size_t begin = 0;  ///< of its points in `places_`
    std::size_t end = 0;
    std::size_t right = 0;  ///< the half beyond; the nearer follows; 0: a leaf
  };
  struct Search;
  struct OneSearch;

  std::size_t build(std::size_t begin, std::size_t end);
  template <typename AnySearch>
  void descend(std::size_t node, AnySearch& search) const;

  struct Place {
    double at[2];  ///< x, y
    std::int64_t index = 0;
  };

  std::vector<Place> places_;  ///< in the tree's order
  std::vector<Node> nodes_;
};

}  // namespace moonstain
