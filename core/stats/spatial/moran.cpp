#include "core/stats/spatial/moran.h"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.h"

namespace moonstain {
namespace {

// As many variables as fill a cache line of float32.
constexpr Eigen::Index kStrip = 16;
using Strip = std::array<double, kStrip>;

struct Sums {
  Strip squares{};   // of z^2
  Strip fourths{};   // of z^4
  Strip products{};  // of w_ij z_i z_j
};

// Centres `width` columns from `column` on into `centred`, the rest of each
// row 0, and sums their powers.
void centre(const MatrixView& values, Eigen::Index column, Eigen::Index width,
            std::vector<Strip>& centred, Sums& sums) {
  Strip mean{};
  const Eigen::Index rows = values.rows();
  for (Eigen::Index row = 0; row < rows; ++row) {
    const float* from = values.row(row).data() + column;
    Strip& to = centred[static_cast<std::size_t>(row)];
    if (width == kStrip) {
      for (Eigen::Index i = 0; i < kStrip; ++i) to[i] = double{from[i]};
    } else {
      for (Eigen::Index i = 0; i < width; ++i) to[i] = double{from[i]};
    }
    for (Eigen::Index i = 0; i < kStrip; ++i) mean[i] += to[i];
  }
  for (double& one : mean) one /= static_cast<double>(rows);
  for (Strip& z : centred) {
    for (Eigen::Index i = 0; i < kStrip; ++i) {
      z[i] -= mean[i];
      const double square = z[i] * z[i];
      sums.squares[i] += square;
      sums.fourths[i] += square * square;
    }
  }
}

void multiply(const SpatialWeights& weights, const std::vector<Strip>& centred,
              Sums& sums) {
  for (std::size_t row = 0; row < centred.size(); ++row) {
    Strip lag{};
    for (auto i = weights.row_starts[row]; i < weights.row_starts[row + 1];
         ++i) {
      const double weight = weights.values[i];
      const Strip& z = centred[static_cast<std::size_t>(weights.columns[i])];
      for (Eigen::Index k = 0; k < kStrip; ++k) lag[k] += weight * z[k];
    }
    const Strip& z = centred[row];
    for (Eigen::Index k = 0; k < kStrip; ++k) {
      sums.products[k] += z[k] * lag[k];
    }
  }
}

double upper_tail(double value, double expected, double variance) {
  return std::erfc((value - expected) / std::sqrt(variance) / std::sqrt(2.0)) /
         2;
}

}  // namespace

Moran morans_i(const MatrixView& values, const SpatialWeights& weights) {
  check(values.rows() == weights.points() && values.rows() >= 3,
        "morans_i: values are of ", values.rows(), " points, weights of ",
        weights.points(), "; expected the same, at least 3");
  const WeightSums s = sums_of(weights);
  check(s.s0 > 0, "morans_i: the weights of ", values.rows(), " points sum to ",
        s.s0,
        ", expected more than 0; no point has a "
        "neighbour");

  const auto n = static_cast<double>(values.rows());
  Moran out;
  out.expected = -1 / (n - 1);
  const double expected2 = out.expected * out.expected;
  const double s02 = s.s0 * s.s0;
  out.variance_normal =
      (n * n * s.s1 - n * s.s2 + 3 * s02) / (s02 * (n * n - 1)) - expected2;
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  out.index = out.variance_randomised = out.p_randomised = out.p_normal =
      Eigen::VectorXd::Constant(values.cols(), kNan);

  std::vector<Strip> centred(static_cast<std::size_t>(values.rows()));
  for (Eigen::Index column = 0; column < values.cols(); column += kStrip) {
    const Eigen::Index width = std::min(kStrip, values.cols() - column);
    if (width < kStrip) std::fill(centred.begin(), centred.end(), Strip{});
    Sums sums;
    centre(values, column, width, centred, sums);
    multiply(weights, centred, sums);
    for (Eigen::Index i = 0; i < width; ++i) {
      const double square = sums.squares[i];
      // NaN values give NaN, and so does what is constant.
      if (!(square > 0)) continue;
      const Eigen::Index k = column + i;
      const double index = n / s.s0 * sums.products[i] / square;
      out.index[k] = index;
      out.p_normal[k] = upper_tail(index, out.expected, out.variance_normal);
      if (n < 4) continue;
      const double b2 = n * sums.fourths[i] / (square * square);
      const double variance =
          (n * ((n * n - 3 * n + 3) * s.s1 - n * s.s2 + 3 * s02) -
           b2 * ((n * n - n) * s.s1 - 2 * n * s.s2 + 6 * s02)) /
              ((n - 1) * (n - 2) * (n - 3) * s02) -
          expected2;
      out.variance_randomised[k] = variance;
      out.p_randomised[k] = upper_tail(index, out.expected, variance);
    }
  }
  return out;
}

}  // namespace moonstain
