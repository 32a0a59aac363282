#include "core/stats/spatial/neighbour_correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace moonstain {
namespace {

// As many variables are summed over as many pairs as stay in the nearer caches.
constexpr Eigen::Index kStrip = 256;
constexpr std::size_t kAtOnce = 32;
using Pair = std::pair<std::int64_t, std::int64_t>;
using Strip = Eigen::Array<double, kStrip, 1>;

struct Sums {
  Strip first_x = Strip::Zero();  // what values are shifted by
  Strip first_y = Strip::Zero();
  Strip x = Strip::Zero();
  Strip y = Strip::Zero();
  Strip xx = Strip::Zero();
  Strip yy = Strip::Zero();
  Strip xy = Strip::Zero();

  // Adds variables `at` to `at` + kLanes of some pairs of rows.
  template <int kLanes>
  void add(std::span<const Pair> pairs, const float* values,
           Eigen::Index stride, Eigen::Index at) {
    using Lanes = Eigen::Array<double, kLanes, 1>;
    using Floats = Eigen::Map<const Eigen::Array<float, kLanes, 1>>;
    const auto of = [at](auto& sums) {
      return sums.template segment<kLanes>(at);
    };
    const Lanes shift_x = of(first_x), shift_y = of(first_y);
    Lanes x_sum = of(x), y_sum = of(y);
    Lanes xx_sum = of(xx), yy_sum = of(yy), xy_sum = of(xy);
    for (const auto& [i, j] : pairs) {
      const Lanes a =
          Floats(values + i * stride + at).template cast<double>() - shift_x;
      const Lanes b =
          Floats(values + j * stride + at).template cast<double>() - shift_y;
      x_sum += a;
      y_sum += b;
      xx_sum += a * a;
      yy_sum += b * b;
      xy_sum += a * b;
    }
    of(x) = x_sum;
    of(y) = y_sum;
    of(xx) = xx_sum;
    of(yy) = yy_sum;
    of(xy) = xy_sum;
  }
};

// A neighbour's row lies anywhere in memory: those of the next pairs are asked
// for before these are summed, which halves the time of 100,000 points.
void fetch(std::span<const Pair> pairs, const MatrixView& values,
           Eigen::Index column, Eigen::Index width) {
  constexpr Eigen::Index kOfLine = 16;
  for (const auto& [i, j] : pairs) {
    for (Eigen::Index k = column; k < column + width; k += kOfLine) {
      __builtin_prefetch(values.row(i).data() + k, 0, 2);
      __builtin_prefetch(values.row(j).data() + k, 0, 2);
    }
  }
}

std::vector<Pair> kept_pairs(const Points& points) {
  std::vector<Pair> pairs;
  if (points.rows() < 2) return pairs;
  const Eigen::RowVector2d low = points.colwise().minCoeff();
  const Eigen::RowVector2d high = points.colwise().maxCoeff();
  const auto nearest = NearestPoints(points).nearest_others();
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    const double border = std::min((points.row(i) - low).minCoeff(),
                                   (high - points.row(i)).minCoeff());
    const auto& found = nearest[static_cast<std::size_t>(i)];
    if (std::sqrt(found.squared) <= border) pairs.emplace_back(i, found.index);
  }
  return pairs;
}

}  // namespace

NeighbourCorrelation neighbour_correlation(const Points& points,
                                           const MatrixView& values) {
  check(points.rows() == values.rows(),
        "neighbour_correlation: ", points.rows(), " points with values of ",
        values.rows(), "; expected as many");
  const auto pairs = kept_pairs(points);
  NeighbourCorrelation out;
  out.kept = static_cast<std::int64_t>(pairs.size());
  out.correlation = Eigen::VectorXd::Constant(
      values.cols(), std::numeric_limits<double>::quiet_NaN());
  if (pairs.size() < 2) return out;
  const auto n = static_cast<double>(pairs.size());
  for (Eigen::Index column = 0; column < values.cols(); column += kStrip) {
    const Eigen::Index width = std::min(kStrip, values.cols() - column);
    Sums sums;
    for (Eigen::Index k = 0; k < width; ++k) {
      sums.first_x[k] = double{values(pairs.front().first, column + k)};
      sums.first_y[k] = double{values(pairs.front().second, column + k)};
    }
    const auto some_from = [&](std::size_t first) {
      return std::span(pairs).subspan(first,
                                      std::min(kAtOnce, pairs.size() - first));
    };
    for (std::size_t first = 0; first < pairs.size(); first += kAtOnce) {
      if (first + kAtOnce < pairs.size()) {
        fetch(some_from(first + kAtOnce), values, column, width);
      }
      const auto some = some_from(first);
      Eigen::Index k = 0;
      for (; k + 4 <= width; k += 4) {
        sums.add<4>(some, values.data() + column, values.outerStride(), k);
      }
      for (; k < width; ++k) {
        sums.add<1>(some, values.data() + column, values.outerStride(), k);
      }
    }
    const Strip spread_x = sums.xx - sums.x * sums.x / n;
    const Strip spread_y = sums.yy - sums.y * sums.y / n;
    const Strip both = sums.xy - sums.x * sums.y / n;
    for (Eigen::Index k = 0; k < width; ++k) {
      if (sums.xx[k] == 0 || sums.yy[k] == 0) continue;
      out.correlation[column + k] =
          both[k] / std::sqrt(spread_x[k] * spread_y[k]);
    }
  }
  return out;
}

}  // namespace moonstain
