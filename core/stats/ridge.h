#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// A linear map from features to targets.
struct Ridge {
  double alpha = 0;
  std::int64_t rank = 0;  ///< of the weights; 0: not bounded
  /// Directions of the features that were fitted on; 0: the features.
  std::int64_t components = 0;
  std::int64_t rows = 0;          ///< it was fitted on
  Eigen::VectorXd feature_mean;   ///< [features] of the training rows
  Eigen::VectorXd feature_scale;  ///< [features] standard deviation, divisor n;
                                  ///< 0 for a feature that counts as constant
  Eigen::VectorXd target_mean;    ///< [genes]
  MatrixD weights;  ///< [features, genes], of scaled features; 0 where the
                    ///< scale is 0

  /// A scaled feature is cut at +-sqrt(rows - 1): no training row can lie
  /// further out (Samuelson 1968, doi:10.1080/01621459.1968.11009300), and a
  /// line says nothing there. So a feature that hardly varied in training and
  /// does in the held-out section moves a prediction by a bounded amount.
  ///
  /// @param features  [rows, features]
  /// @return          [rows, genes], float32
  Matrix predict(const MatrixView& features) const;
};

/// What a ridge regression needs of its rows: sums of features, of targets and
/// of their products, which add up over sections. Memory is [features,
/// features] and [features, genes] however many rows there are.
///
/// Sums are taken about an origin near the data, in float64, so that little is
/// lost when the means are taken off; those of one part may be taken from
/// those of the whole to leave the part out.
///
/// **Constant features.** A feature has scale and weight 0 when its standard
/// deviation s is at most
///
///     max(1e-5 |mean|, 1e-6 * the largest s of all features)
///
/// The first is what is left of five digits: an encoder's float32 rounding.
/// The second is a feature that is all but dead, whose scaled values would be
/// noise. After a part was taken from the whole, variation below 1e-11 of the
/// whole's sum of squares is rounding, and the feature or gene is constant.
class RidgeMoments {
 public:
  /// @param feature_origin  [features], target_origin [genes]: the means of
  ///                        the first section
  RidgeMoments(Eigen::VectorXd feature_origin, Eigen::VectorXd target_origin);

  /// @param features  [rows, features] float32
  /// @param targets   [rows, genes] float32, same rows
  /// @throws Error    on differing rows, other columns, NaN
  void add(const MatrixView& features, const MatrixView& targets);

  /// The same origin, no rows.
  RidgeMoments without_rows() const;

  /// @param part  of these rows, about the same origin
  RidgeMoments without(const RidgeMoments& part) const;

  std::int64_t rows() const { return rows_; }
  std::int64_t features() const { return feature_origin_.size(); }

  /// Features are centred and divided by their standard deviation (divisor n);
  /// targets are centred; the weights solve (X'X + alpha I) w = X'y by
  /// Cholesky's decomposition.
  ///
  /// @param alpha   > 0; the penalty, on the sum of squares over rows
  /// @throws Error  with fewer than 2 rows, or alpha <= 0
  ///
  /// Source: Hoerl and Kennard 1970, doi:10.1080/00401706.1970.10488634; the
  /// scaling is that of recipes/hist_loocv/METHOD.md 9.1 (C2, C3).
  Ridge fit(double alpha) const;

  /// The same for maps of bounded rank: all genes are told by `rank` sums of
  /// features. Genes of few counts so borrow from those that they vary with.
  /// The weights minimise the same sum of squares and penalty among all of
  /// that rank: with W as above, S = y'X W and V the first `rank` eigenvectors
  /// of S, they are W V V'.
  ///
  /// @param ranks   >= 0; 0, and what is no bound, gives the weights above
  /// @return        one for each of `ranks`
  /// @throws Error  as above, and with a rank below 0
  ///
  /// Source: Mukherjee and Zhu 2011, doi:10.1002/sam.10138, 2.1.
  std::vector<Ridge> fit(double alpha,
                         const std::vector<std::int64_t>& ranks) const;

  /// The same on the features' first principal components: with U the
  /// directions in which the scaled features vary most and L what X'X is along
  /// them, the weights are U (L + alpha I)^-1 U' X'y. A fit on `count`
  /// components of scaled features, then a ridge on these, is this map.
  ///
  /// @param count   >= 1; where it is no fewer than the features, all
  /// @throws Error  as above, and with a count below 1
  ///
  /// Source: principal component regression, Hastie et al. 2009, The Elements
  /// of Statistical Learning, 3.5.1, with the penalty of 3.4.1.
  Ridge fit_components(double alpha, std::int64_t count) const;

 private:
  struct Products;
  Products products(double alpha) const;
  struct Equations;
  Equations equations(double alpha) const;

  std::int64_t rows_ = 0;
  Eigen::VectorXd feature_origin_;
  Eigen::VectorXd target_origin_;
  Eigen::VectorXd feature_sum_;
  Eigen::VectorXd target_sum_;
  Eigen::VectorXd target_squares_;
  Eigen::MatrixXd gram_;   // lower triangle of X'X
  Eigen::MatrixXd cross_;  // X'y
  // Of the rows that a part was taken from; else of these.
  Eigen::VectorXd whole_feature_squares_;
  Eigen::VectorXd whole_target_squares_;
};

/// The regression on rows in one piece.
Ridge fit_ridge(const MatrixView& features, const MatrixView& targets,
                double alpha);

/// The rows of one section.
struct RidgeRows {
  Matrix features;  ///< [rows, features]
  Matrix targets;   ///< [rows, genes]
};

/// Training sections, read one at a time.
struct RidgeSections {
  std::size_t count = 0;
  std::function<RidgeRows(std::size_t)> read;
};

/// The moments of all rows of all sections. @throws Error without sections
RidgeMoments moments_of(const RidgeSections& sections);

}  // namespace moonstain
