#include "core/stats/loess.h"

#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/base/error.h"

namespace moonstain {
namespace {

// A cell of at most this share of a span is not cut.
constexpr double kCell = 0.2;
constexpr double kMargin = 0.005;

// Points in the order of x.
struct Sorted {
  std::vector<Eigen::Index> order;
  std::vector<double> x;
  std::vector<double> y;
};

Sorted sorted_by_x(const Eigen::VectorXd& x, const Eigen::VectorXd& y) {
  Sorted out;
  out.order.resize(static_cast<std::size_t>(x.size()));
  std::iota(out.order.begin(), out.order.end(), Eigen::Index{0});
  std::stable_sort(out.order.begin(), out.order.end(),
                   [&](Eigen::Index a, Eigen::Index b) { return x[a] < x[b]; });
  for (const Eigen::Index i : out.order) {
    out.x.push_back(x[i]);
    out.y.push_back(y[i]);
  }
  return out;
}

// --- Vertices --------------------------------------------------------------

// The last point of the lower half of points [first, last]: the median, or of
// points that share its x the nearest one before a gap, above first.
std::size_t cut_of(const std::vector<double>& x, std::size_t first,
                   std::size_t last) {
  const std::size_t middle = (first + last) / 2;
  for (std::size_t away = 0;; ++away) {
    if (middle + away >= last) return middle;
    if (x[middle + away] != x[middle + away + 1]) return middle + away;
    if (away == 0) continue;
    if (middle < first + away) return middle;
    if (x[middle - away] != x[middle - away + 1]) return middle - away;
  }
}

// Adds the cuts of a cell, whose ends are vertices and which holds points
// [first, last].
void cut_cell(const std::vector<double>& x, double low, double high,
              std::size_t first, std::size_t last, std::size_t most,
              std::vector<double>& vertices) {
  if (last + 1 - first <= most) return;
  const std::size_t cut = cut_of(x, first, last);
  if (x[cut] == low || x[cut] == high) return;
  vertices.push_back(x[cut]);
  cut_cell(x, low, x[cut], first, cut, most, vertices);
  cut_cell(x, x[cut], high, cut + 1, last, most, vertices);
}

std::vector<double> vertices_of(const std::vector<double>& x, double span) {
  const double least = x.front();
  const double most = x.back();
  const double margin =
      kMargin *
      std::max(most - least,
               1e-10 * std::max(std::abs(least), std::abs(most)) + 1e-30);
  std::vector<double> vertices{least - margin, most + margin};
  const double in_cell = static_cast<double>(x.size()) * (span * kCell);
  cut_cell(x, vertices[0], vertices[1], 0, x.size() - 1,
           static_cast<std::size_t>(in_cell), vertices);
  std::sort(vertices.begin(), vertices.end());
  return vertices;
}

// --- The parabola at a vertex ----------------------------------------------

struct Local {
  double value = 0;
  double slope = 0;
  bool singular = false;
};

// The first of the `count` points nearest to q, which follow each other.
std::size_t nearest_of(const std::vector<double>& x, double q,
                       std::size_t count) {
  std::size_t low = 0;
  std::size_t high = x.size() - count;
  while (low < high) {
    const std::size_t first = low + (high - low) / 2;
    if (q - x[first] > x[first + count] - q) {
      low = first + 1;
    } else {
      high = first;
    }
  }
  return low;
}

Local parabola_at(double q, const Sorted& points, std::size_t count) {
  const std::size_t first = nearest_of(points.x, q, count);
  const auto rows = static_cast<Eigen::Index>(count);
  const Eigen::Map<const Eigen::VectorXd> x(points.x.data() + first, rows);
  const Eigen::Map<const Eigen::VectorXd> y(points.y.data() + first, rows);
  const Eigen::ArrayXd from = x.array() - q;
  const double farthest = from.abs().maxCoeff();
  const Eigen::ArrayXd nearness = 1 - (from.abs() / farthest).cube();
  const Eigen::VectorXd weights = nearness * nearness.sqrt();
  check(farthest > 0 && weights.maxCoeff() > 0, "loess: ", count,
        " points, all that a span counts, lie at one distance of x = ", q,
        "; a larger span is needed");

  Eigen::MatrixXd design(rows, 3);
  design.col(0) = weights;
  design.col(1) = weights.array() * from;
  design.col(2) = weights.array() * from.square();
  // Columns of one length, so that rank is not a matter of the unit of x.
  Eigen::Vector3d lengths = design.colwise().norm();
  for (double& length : lengths) length = length > 0 ? length : 1;
  design.array().rowwise() /= lengths.transpose().array();

  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(design);
  const Eigen::VectorXd rotated =
      qr.householderQ().adjoint() * weights.cwiseProduct(y);
  const Eigen::Matrix3d triangle =
      qr.matrixQR().topRows<3>().triangularView<Eigen::Upper>();
  const Eigen::JacobiSVD<Eigen::Matrix3d> svd(
      triangle, Eigen::ComputeFullU | Eigen::ComputeFullV);
  const Eigen::Vector3d sigma = svd.singularValues();
  const double least = sigma[0] * 100 * std::numeric_limits<double>::epsilon();
  Eigen::Vector3d along = svd.matrixU().transpose() * rotated.head<3>();
  for (Eigen::Index i = 0; i < 3; ++i) {
    along[i] = sigma[i] > least ? along[i] / sigma[i] : 0;
  }
  const Eigen::Vector3d coefficients =
      (svd.matrixV() * along).cwiseQuotient(lengths);
  return {coefficients[0], coefficients[1], sigma[2] <= least};
}

// The cubic that has value and slope of both ends.
double between(double x, double low, const Local& at_low, double high,
               const Local& at_high) {
  const double width = high - low;
  const double h = (x - low) / width;
  const double back = 1 - h;
  return back * back * (1 + 2 * h) * at_low.value +
         h * h * (3 - 2 * h) * at_high.value +
         (h * back * back * at_low.slope + h * h * (h - 1) * at_high.slope) *
             width;
}

}  // namespace

LoessFit loess(const Eigen::VectorXd& x, const Eigen::VectorXd& y,
               double span) {
  check(x.size() == y.size(), "loess: ", x.size(), " values of x and ",
        y.size(), " of y, expected as many");
  check(x.allFinite() && y.allFinite(),
        "loess: a value is not finite, expected numbers");
  check(span > 0 && span <= 1, "loess: span is ", span,
        ", expected above 0, at most 1");
  const auto points = static_cast<std::size_t>(x.size());
  const auto count = std::min(
      points,
      static_cast<std::size_t>(static_cast<double>(points) * span + 1e-5));
  check(count >= 4, "loess: a span of ", span, " counts ", count, " of ",
        points, " points; a parabola needs at least 4");

  const Sorted sorted = sorted_by_x(x, y);
  const std::vector<double> vertices = vertices_of(sorted.x, span);
  LoessFit out;
  std::vector<Local> local;
  for (const double q : vertices) {
    local.push_back(parabola_at(q, sorted, count));
    if (local.back().singular) ++out.singular_vertices;
  }
  out.fitted.resize(x.size());
  std::size_t cell = 0;
  for (std::size_t i = 0; i < points; ++i) {
    while (sorted.x[i] > vertices[cell + 1]) ++cell;
    out.fitted[sorted.order[i]] =
        between(sorted.x[i], vertices[cell], local[cell], vertices[cell + 1],
                local[cell + 1]);
  }
  return out;
}

}  // namespace moonstain
