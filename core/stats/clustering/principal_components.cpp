#include "core/stats/clustering/principal_components.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace moonstain {

MatrixD principal_components(const MatrixDView& values, std::int64_t count) {
  const Eigen::Index rows = values.rows(), columns = values.cols();
  check(rows >= 2 && columns >= 2 && count >= 1,
        "principal_components: ", count, " of ", rows, " row(s) and ", columns,
        " column(s); at least 1 is asked for, of at least 2 and 2");
  Eigen::MatrixXd centred = values;
  centred.rowwise() -= centred.colwise().mean().eval();
  const Eigen::Index kept =
      std::min<Eigen::Index>(count, std::min(rows, columns) - 1);
  const bool by_columns = columns <= rows;
  const Eigen::MatrixXd products =
      by_columns ? Eigen::MatrixXd(centred.transpose() * centred)
                 : Eigen::MatrixXd(centred * centred.transpose());
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved(products);
  MatrixD out(rows, kept);
  for (Eigen::Index i = 0; i < kept; ++i) {
    const Eigen::Index from = products.cols() - 1 - i;  // they rise
    const Eigen::VectorXd vector = solved.eigenvectors().col(from);
    const double length =
        by_columns ? 1 : std::sqrt(std::max(solved.eigenvalues()[from], 0.0));
    Eigen::VectorXd along = by_columns ? Eigen::VectorXd(centred * vector)
                                       : Eigen::VectorXd(vector * length);
    Eigen::Index largest = 0;
    along.cwiseAbs().maxCoeff(&largest);
    out.col(i) = along[largest] < 0 ? Eigen::VectorXd(-along) : along;
  }
  return out;
}

}  // namespace moonstain
