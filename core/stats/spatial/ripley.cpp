#include "core/stats/spatial/ripley.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.h"
#include "core/stats/spatial/close_pairs.h"

namespace moonstain {
namespace {

constexpr double kMostWeight = 100;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void check_types(const Points& points, const std::vector<std::int32_t>& type,
                 std::string_view what) {
  check(static_cast<std::size_t>(points.rows()) == type.size(), what, ": ",
        points.rows(), " points with ", type.size(),
        " types; expected a type for each");
}

// Types in the order of the grid; -1 of what is none.
std::vector<std::int32_t> ordered(const std::vector<std::int32_t>& type,
                                  std::int64_t types, const PointGrid& grid) {
  std::vector<std::int32_t> out;
  out.reserve(type.size());
  for (const std::int64_t i : grid.order()) {
    const std::int32_t one = type[static_cast<std::size_t>(i)];
    out.push_back(one >= 0 && one < types ? one : -1);
  }
  return out;
}

// How far a point is from each side of the box.
struct Sides {
  double left, right, below, above;
  double nearest;

  Sides(const Eigen::AlignedBox2d& box, double x, double y)
      : left(x - box.min().x()),
        right(box.max().x() - x),
        below(y - box.min().y()),
        above(box.max().y() - y),
        nearest(std::min({left, right, below, above})) {}
};

// 1 over the share of the circle of this radius that is inside. A side nearer
// than the radius cuts off two arcs, one to each hand from the perpendicular:
// acos(distance / radius), or only up to the corner where the circle passes
// that. In a corner itself the quarter behind it is of neither side.
double edge_weight(const Sides& to, double radius) {
  if (radius <= to.nearest || radius == 0) return 1;
  const auto cut = [radius](double side, double one, double other) {
    if (side >= radius) return 0.0;
    const double arc = std::acos(side / radius);
    return std::min(arc, std::atan2(one, side)) +
           std::min(arc, std::atan2(other, side));
  };
  double outside =
      cut(to.left, to.below, to.above) + cut(to.right, to.below, to.above) +
      cut(to.below, to.left, to.right) + cut(to.above, to.left, to.right);
  const int touched =
      (to.left == 0) + (to.right == 0) + (to.below == 0) + (to.above == 0);
  if (touched >= 2) outside += std::numbers::pi / 2;
  const double inside = 1 - outside / (2 * std::numbers::pi);
  return inside * kMostWeight > 1 ? 1 / inside : kMostWeight;
}

}  // namespace

double CrossL::mean_excess(std::int64_t from, std::int64_t to) const {
  const auto types = static_cast<std::int64_t>(counts.size());
  double sum = 0;
  for (std::size_t i = 0; i < radii.size(); ++i) {
    sum += values(from * types + to, static_cast<Eigen::Index>(i)) - radii[i];
  }
  return sum / static_cast<double>(radii.size());
}

CrossL cross_l(const Points& points, const std::vector<std::int32_t>& type,
               std::int64_t types, double reach, std::int64_t steps) {
  check_types(points, type, "cross_l");
  check(steps >= 1 && types >= 1, "cross_l: ", steps, " steps of the radius, ",
        types, " types; expected at least 1 of each");
  CrossL out;
  const auto radius = [&](std::int64_t step) {
    return reach * static_cast<double>(step) / static_cast<double>(steps);
  };
  for (std::int64_t step = 0; step <= steps; ++step) {
    out.radii.push_back(radius(step));
  }
  const PointGrid grid(points, reach);
  const std::vector<std::int32_t> in_order = ordered(type, types, grid);
  out.counts.assign(static_cast<std::size_t>(types), 0);
  for (const std::int32_t one : in_order) {
    if (one >= 0) ++out.counts[static_cast<std::size_t>(one)];
  }
  Eigen::AlignedBox2d box;
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    box.extend(points.row(i).transpose());
  }
  std::vector<Sides> sides;
  sides.reserve(type.size());
  for (const std::int64_t i : grid.order()) {
    sides.emplace_back(box, points(i, 0), points(i, 1));
  }

  // Weights by the least radius that reaches the pair, then summed up.
  out.values = MatrixD::Zero(types * types, steps + 1);
  const double per_px = static_cast<double>(steps) / reach;
  grid.for_pairs([&](std::size_t i, std::size_t j, double squared) {
    const std::int32_t a = in_order[i], b = in_order[j];
    if (a < 0 || b < 0) return;
    const double apart = std::sqrt(squared);
    auto step = static_cast<std::int64_t>(std::ceil(apart * per_px));
    // The product may round to either side of the radius itself.
    while (step > 0 && radius(step - 1) >= apart) --step;
    while (step < steps && radius(step) < apart) ++step;
    step = std::min(step, steps);
    out.values(a * types + b, step) += edge_weight(sides[i], apart);
    out.values(b * types + a, step) += edge_weight(sides[j], apart);
  });
  const double area = points.rows() > 0 ? box.volume() : 0;
  const double half_diagonal =
      points.rows() > 0 ? box.diagonal().norm() / 2 : 0;
  for (std::int64_t a = 0; a < types; ++a) {
    for (std::int64_t b = 0; b < types; ++b) {
      const auto n_a = static_cast<double>(out.counts[a]);
      const double pairs =
          n_a * (static_cast<double>(out.counts[b]) - (a == b ? 1 : 0));
      auto row = out.values.row(a * types + b);
      double sum = 0;
      for (Eigen::Index step = 0; step <= steps; ++step) {
        sum += row[step];
        row[step] = pairs > 0 && out.radii[step] < half_diagonal
                        ? std::sqrt(area * sum / pairs / std::numbers::pi)
                        : kNan;
      }
    }
  }
  return out;
}

Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic> close_pairs_by_type(
    const Points& points, const std::vector<std::int32_t>& type,
    std::int64_t types, double reach) {
  check_types(points, type, "close_pairs_by_type");
  Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic> counts;
  counts.setZero(types, types);
  const PointGrid grid(points, reach);
  const std::vector<std::int32_t> in_order = ordered(type, types, grid);
  grid.for_pairs([&](std::size_t i, std::size_t j, double) {
    const std::int32_t a = in_order[i], b = in_order[j];
    if (a < 0 || b < 0) return;
    ++counts(std::min(a, b), std::max(a, b));
  });
  for (std::int64_t a = 0; a < types; ++a) {
    for (std::int64_t b = 0; b < a; ++b) counts(a, b) = counts(b, a);
  }
  return counts;
}

}  // namespace moonstain
