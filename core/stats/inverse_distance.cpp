#include "core/stats/inverse_distance.h"

#include <vector>

#include "core/base/error.h"
#include "core/stats/nearest.h"

namespace moonstain {

NearPoints near_points(const MatrixDView& at, const MatrixDView& from,
                       double reach) {
  check(at.cols() == 2 && from.cols() == 2 && reach > 0,
        "near_points: positions are [", at.rows(), ", ", at.cols(), "] and [",
        from.rows(), ", ", from.cols(), "], the reach is ", reach,
        "; expected two columns each and a reach above 0");
  const NearestPoints others{Points(from)};
  NearPoints out;
  out.near.setConstant(at.rows(), NearPoints::kMost, -1);
  out.weight.setZero(at.rows(), NearPoints::kMost);
  for (Eigen::Index point = 0; point < at.rows(); ++point) {
    auto found = others.near(at(point, 0), at(point, 1), NearPoints::kMost);
    std::erase_if(found, [&](const NearestPoints::Found& one) {
      return one.squared > reach * reach;
    });
    // Distances are compared with the nearest's, so that none overflows.
    const bool here = !found.empty() && found[0].squared == 0;
    double sum = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto column = static_cast<Eigen::Index>(i);
      const double square = found[i].squared;
      out.weight(point, column) =
          here ? (square == 0 ? 1 : 0) : found[0].squared / square;
      sum += out.weight(point, column);
      if (out.weight(point, column) > 0) {
        out.near(point, column) = static_cast<std::int32_t>(found[i].index);
      }
    }
    if (!found.empty()) out.weight.row(point) /= sum;
  }
  return out;
}

}  // namespace moonstain
