#pragma once

#include <Eigen/Core>

namespace moonstain {

/// Row-major float32, as arrays lie on disk.
using Matrix =
    Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A Matrix, or a block of rows of one, passed without a copy.
using MatrixView = Eigen::Ref<const Matrix>;

/// Row-major float64, for sums and solves.
using MatrixD =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixDView = Eigen::Ref<const MatrixD>;

}  // namespace moonstain
