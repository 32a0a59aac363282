#include "core/stats/spatial/close_pairs.h"

#include <cmath>
#include <numeric>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Wider than the reach by more than a rounded quotient can be off, so that what
// is within reach is never two cells away.
constexpr double kWider = 1 + 1e-6;

}  // namespace

PointGrid::PointGrid(const Points& points, double reach) : reach_(reach) {
  check(reach > 0 && std::isfinite(reach), "close pairs: the reach is ", reach,
        ", expected a number above 0");
  check_finite(points, "close pairs");
  const auto count = static_cast<std::size_t>(points.rows());
  if (count == 0) return;
  const Eigen::RowVector2d low = points.colwise().minCoeff();
  const Eigen::RowVector2d extent = points.colwise().maxCoeff() - low;
  // Of a reach that is small for the extent there would be too many cells.
  const auto n = static_cast<double>(count);
  const double side =
      std::max({reach * kWider, std::sqrt(extent.x() * extent.y() / n),
                extent.x() / n, extent.y() / n});
  const auto cell_of = [side](double along) {
    return static_cast<std::size_t>(along / side);
  };
  columns_ = cell_of(extent.x()) + 1;
  rows_ = cell_of(extent.y()) + 1;

  std::vector<std::size_t> cells(count);
  starts_.assign(rows_ * columns_ + 1, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    cells[i] = cell_of(points(at, 1) - low.y()) * columns_ +
               cell_of(points(at, 0) - low.x());
    ++starts_[cells[i] + 1];
  }
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  std::vector<std::size_t> next = starts_;
  order_.resize(count);
  x_.resize(count);
  y_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t to = next[cells[i]]++;
    const auto at = static_cast<Eigen::Index>(i);
    order_[to] = at;
    x_[to] = points(at, 0);
    y_[to] = points(at, 1);
  }
}

}  // namespace moonstain
