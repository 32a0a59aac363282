#include "core/stats/spatial/all_pairs.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Small enough that a product of blocks is one block to Eigen on every CPU.
constexpr Eigen::Index kBlock = 128;

}  // namespace

Eigen::VectorXd morans_i_all_pairs(const Points& points,
                                   const MatrixView& values) {
  const Eigen::Index n = points.rows();
  check(n == values.rows(), "morans_i_all_pairs: ", n,
        " points with values of ", values.rows(), "; expected as many");
  check_finite(points, "morans_i_all_pairs");
  Eigen::VectorXd index = Eigen::VectorXd::Constant(
      values.cols(), std::numeric_limits<double>::quiet_NaN());
  if (n < 3) return index;
  MatrixD z = values.cast<double>();
  z.rowwise() -= z.colwise().mean().eval();

  Eigen::RowVectorXd products = Eigen::RowVectorXd::Zero(values.cols());
  MatrixD weights;
  for (Eigen::Index i = 0; i < n; i += kBlock) {
    const Eigen::Index rows = std::min(kBlock, n - i);
    MatrixD lag = MatrixD::Zero(rows, values.cols());
    Eigen::VectorXd row_sums = Eigen::VectorXd::Zero(rows);
    for (Eigen::Index j = 0; j < n; j += kBlock) {
      const Eigen::Index columns = std::min(kBlock, n - j);
      weights.resize(rows, columns);
      for (Eigen::Index a = 0; a < rows; ++a) {
        for (Eigen::Index b = 0; b < columns; ++b) {
          const double dx = points(i + a, 0) - points(j + b, 0);
          const double dy = points(i + a, 1) - points(j + b, 1);
          const double squared = dx * dx + dy * dy;
          weights(a, b) = squared > 0 ? 1 / std::sqrt(squared) : 0;
        }
      }
      row_sums += weights.rowwise().sum();
      lag.noalias() += weights * z.middleRows(j, columns);
    }
    for (Eigen::Index a = 0; a < rows; ++a) {
      if (!(row_sums[a] > 0)) continue;
      products.array() +=
          z.row(i + a).array() * lag.row(a).array() / row_sums[a];
    }
  }
  for (Eigen::Index k = 0; k < values.cols(); ++k) {
    const double squares = z.col(k).squaredNorm();
    if (squares > 0) index[k] = products[k] / squares;
  }
  return index;
}

}  // namespace moonstain
