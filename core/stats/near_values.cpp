#include "core/stats/near_values.h"

namespace moonstain {

Eigen::RowVectorXd near_mean(const NearPoints& near, Eigen::Index point,
                             const MatrixD& values) {
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(values.cols());
  for (Eigen::Index i = 0; i < NearPoints::kMost; ++i) {
    const std::int32_t other = near.near(point, i);
    if (other >= 0) mean += near.weight(point, i) * values.row(other);
  }
  return mean;
}

}  // namespace moonstain
