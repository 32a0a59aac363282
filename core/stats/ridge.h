#pragma once

#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// A linear map from features to targets.
struct Ridge {
  double alpha = 0;
  Eigen::VectorXd feature_mean;   ///< [features] of the training rows
  Eigen::VectorXd feature_scale;  ///< [features] standard deviation + 1e-9
  Eigen::VectorXd target_mean;    ///< [genes]
  MatrixD weights;                ///< [features, genes], of scaled features

  /// @param features  [rows, features]
  /// @return          [rows, genes], float32
  Matrix predict(const MatrixView& features) const;
};

/// Ridge regression of all targets at once.
///
/// Features are centred and divided by the training rows' standard deviation
/// (divisor n) plus 1e-9; targets are centred; the weights solve
/// (X'X + alpha I) w = X'y by Cholesky's decomposition in float64.
///
/// @param features  [rows, features] float32
/// @param targets   [rows, genes] float32, same rows
/// @param alpha     > 0; the penalty, on the sum of squares over rows
/// @throws Error    on differing rows, fewer than 2, NaN, or alpha <= 0
///
/// Source: Hoerl and Kennard 1970, doi:10.1080/00401706.1970.10488634; the
/// scaling is that of recipes/hist_loocv/METHOD.md 9.1 (C2, C3).
Ridge fit_ridge(const MatrixView& features, const MatrixView& targets,
                double alpha);

/// One group of rows: a training section.
struct RidgeGroup {
  MatrixView features;
  MatrixView targets;
};

/// How well each penalty does on groups left out.
struct AlphaChoice {
  double alpha = 0;
  /// [alphas] mean over groups of the mean over genes of Pearson's r on the
  /// group left out, undefined genes aside
  std::vector<double> scores;
};

/// Chooses the penalty by leaving each group out once; the highest score wins,
/// on equal or undefined scores the larger penalty.
///
/// @param alphas  at least one, all > 0
/// @throws Error  with fewer than two groups
AlphaChoice choose_alpha(const std::vector<RidgeGroup>& groups,
                         const std::vector<double>& alphas);

/// The rows of all groups, one below the other.
Matrix stacked(const std::vector<MatrixView>& parts);

}  // namespace moonstain
