#include "core/stats/inverse_distance.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace moonstain {

NearPoints near_points(const MatrixDView& at, const MatrixDView& from,
                       double reach) {
  check(at.cols() == 2 && from.cols() == 2 && reach > 0,
        "near_points: positions are [", at.rows(), ", ", at.cols(), "] and [",
        from.rows(), ", ", from.cols(), "], the reach is ", reach,
        "; expected two columns each and a reach above 0");
  std::vector<std::int32_t> by_x(static_cast<std::size_t>(from.rows()));
  std::iota(by_x.begin(), by_x.end(), 0);
  std::sort(by_x.begin(), by_x.end(), [&](std::int32_t a, std::int32_t b) {
    return from(a, 0) < from(b, 0);
  });

  NearPoints out;
  out.near.setConstant(at.rows(), NearPoints::kMost, -1);
  out.weight.setZero(at.rows(), NearPoints::kMost);
  std::vector<std::pair<double, std::int32_t>> found;  // distance^2, place
  for (Eigen::Index point = 0; point < at.rows(); ++point) {
    const double x = at(point, 0), y = at(point, 1);
    found.clear();
    auto next = std::lower_bound(by_x.begin(), by_x.end(), x - reach,
                                 [&](std::int32_t place, double least) {
                                   return from(place, 0) < least;
                                 });
    for (; next != by_x.end() && from(*next, 0) <= x + reach; ++next) {
      const double dx = from(*next, 0) - x, dy = from(*next, 1) - y;
      const double square = dx * dx + dy * dy;
      if (square <= reach * reach) found.emplace_back(square, *next);
    }
    const std::size_t count =
        std::min<std::size_t>(found.size(), NearPoints::kMost);
    std::partial_sort(found.begin(),
                      found.begin() + static_cast<std::ptrdiff_t>(count),
                      found.end());
    // Distances are compared with the nearest's, so that none overflows.
    const bool here = count > 0 && found[0].first == 0;
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto column = static_cast<Eigen::Index>(i);
      const double square = found[i].first;
      out.weight(point, column) =
          here ? (square == 0 ? 1 : 0) : found[0].first / square;
      sum += out.weight(point, column);
      if (out.weight(point, column) > 0) {
        out.near(point, column) = found[i].second;
      }
    }
    if (count > 0) out.weight.row(point) /= sum;
  }
  return out;
}

}  // namespace moonstain
