#include "core/stats/ridge.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Of features whose values are a constant and rounding.
constexpr double kOfMean = 1e-5;
constexpr double kOfLargest = 1e-6;
// Of sums that were taken from each other.
constexpr double kOfWhole = 1e-11;

// Eigen cuts products into blocks that fit the caches of the CPU it finds, and
// sums in another order where they differ. With sizes of ours the bytes are
// the same on every CPU.
void fix_blocks() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20); }

// Standard deviations, 0 where they count as none.
Eigen::VectorXd scales_of(const Eigen::ArrayXd& squares,
                          const Eigen::ArrayXd& whole_squares,
                          const Eigen::ArrayXd& mean, double rows) {
  const Eigen::ArrayXd sd =
      (squares > kOfWhole * whole_squares).select((squares / rows).sqrt(), 0.0);
  const double largest = sd.size() > 0 ? sd.maxCoeff() : 0.0;
  return (sd > kOfMean * mean.abs() && sd > kOfLargest * largest)
      .select(sd, 0.0);
}

// One over the scale, and 0 for none.
Eigen::VectorXd inverse_of(const Eigen::VectorXd& scale) {
  return (scale.array() > 0).select(scale.cwiseInverse(), 0.0);
}

Eigen::VectorXd mean_of(const MatrixView& rows) {
  return rows.cast<double>().colwise().sum().transpose() /
         static_cast<double>(std::max<Eigen::Index>(rows.rows(), 1));
}

RidgeMoments moments_of_rows(const MatrixView& features,
                             const MatrixView& targets) {
  RidgeMoments moments(mean_of(features), mean_of(targets));
  moments.add(features, targets);
  return moments;
}

}  // namespace

Matrix Ridge::predict(const MatrixView& features) const {
  check(features.cols() == feature_mean.size(), "ridge: fitted on ",
        feature_mean.size(), " features, asked to predict from ",
        features.cols());
  check(rows >= 2, "ridge: fitted on ", rows,
        " row(s); a fit needs at least 2");
  fix_blocks();
  const double reach = std::sqrt(static_cast<double>(rows - 1));
  Eigen::MatrixXd x = features.cast<double>();
  x.rowwise() -= feature_mean.transpose();
  x.array().rowwise() *= inverse_of(feature_scale).transpose().array();
  x = x.cwiseMax(-reach).cwiseMin(reach);
  Eigen::MatrixXd y = x * weights;
  y.rowwise() += target_mean.transpose();
  return y.cast<float>();
}

RidgeMoments::RidgeMoments(Eigen::VectorXd feature_origin,
                           Eigen::VectorXd target_origin)
    : feature_origin_(std::move(feature_origin)),
      target_origin_(std::move(target_origin)) {
  const Eigen::Index features = feature_origin_.size();
  const Eigen::Index genes = target_origin_.size();
  feature_sum_.setZero(features);
  target_sum_.setZero(genes);
  target_squares_.setZero(genes);
  gram_.setZero(features, features);
  cross_.setZero(features, genes);
  whole_feature_squares_.setZero(features);
  whole_target_squares_.setZero(genes);
}

void RidgeMoments::add(const MatrixView& features, const MatrixView& targets) {
  check(features.rows() == targets.rows(), "ridge: ", features.rows(),
        " rows of features, ", targets.rows(),
        " rows of targets; both must be the same spots");
  check(features.cols() == feature_origin_.size() &&
            targets.cols() == target_origin_.size(),
        "ridge: rows of ", features.cols(), " features and ", targets.cols(),
        " genes beside rows of ", feature_origin_.size(), " and ",
        target_origin_.size());
  check(features.allFinite(), "ridge: a feature is NaN or infinite");
  check(targets.allFinite(), "ridge: a target is NaN or infinite");
  fix_blocks();
  // By blocks of rows, so that float64 copies stay small.
  constexpr Eigen::Index kRows = 256;
  for (Eigen::Index row = 0; row < features.rows(); row += kRows) {
    const Eigen::Index count = std::min(kRows, features.rows() - row);
    Eigen::MatrixXd x = features.middleRows(row, count).cast<double>();
    Eigen::MatrixXd y = targets.middleRows(row, count).cast<double>();
    x.rowwise() -= feature_origin_.transpose();
    y.rowwise() -= target_origin_.transpose();
    feature_sum_ += x.colwise().sum().transpose();
    target_sum_ += y.colwise().sum().transpose();
    target_squares_ += y.colwise().squaredNorm().transpose();
    gram_.selfadjointView<Eigen::Lower>().rankUpdate(x.transpose());
    cross_.noalias() += x.transpose() * y;
  }
  rows_ += features.rows();
  whole_feature_squares_ = gram_.diagonal();
  whole_target_squares_ = target_squares_;
}

RidgeMoments RidgeMoments::without_rows() const {
  return RidgeMoments(feature_origin_, target_origin_);
}

RidgeMoments RidgeMoments::without(const RidgeMoments& part) const {
  RidgeMoments rest = *this;
  rest.rows_ -= part.rows_;
  rest.feature_sum_ -= part.feature_sum_;
  rest.target_sum_ -= part.target_sum_;
  rest.target_squares_ -= part.target_squares_;
  rest.gram_ -= part.gram_;
  rest.cross_ -= part.cross_;
  return rest;
}

// X'X, its lower triangle, and X'y, of scaled features and centred targets.
struct RidgeMoments::Products {
  Ridge ridge;  // without weights
  Eigen::MatrixXd gram;
  Eigen::MatrixXd cross;
};

// X'X + alpha I, decomposed, and X'y.
struct RidgeMoments::Equations {
  Ridge ridge;  // without weights
  Eigen::LLT<Eigen::MatrixXd> gram;
  Eigen::MatrixXd cross;
};

// About the means: with sums S about the origin over n rows, the mean m = S /
// n, X'X - n m m' and X'y - n m m_y'; then features are divided by their
// scales.
RidgeMoments::Products RidgeMoments::products(double alpha) const {
  check(alpha > 0, "ridge: alpha is ", alpha, "; it must be above 0");
  check(rows_ >= 2, "ridge: got ", rows_, " row(s); a fit needs at least 2");
  fix_blocks();
  const auto n = static_cast<double>(rows_);
  const Eigen::VectorXd x_mean = feature_sum_ / n;
  const Eigen::VectorXd y_mean = target_sum_ / n;
  Products of;
  Ridge& ridge = of.ridge;
  ridge.alpha = alpha;
  ridge.rows = rows_;
  ridge.feature_mean = feature_origin_ + x_mean;
  ridge.target_mean = target_origin_ + y_mean;

  Eigen::MatrixXd& gram = of.gram;
  gram = gram_;
  gram.selfadjointView<Eigen::Lower>().rankUpdate(x_mean, -n);
  ridge.feature_scale =
      scales_of(gram.diagonal(), whole_feature_squares_, ridge.feature_mean, n);
  const Eigen::VectorXd inverse = inverse_of(ridge.feature_scale);
  gram = inverse.asDiagonal() * gram * inverse.asDiagonal();

  of.cross = cross_ - n * x_mean * y_mean.transpose();
  const Eigen::ArrayXd y_squares =
      target_squares_.array() - n * y_mean.array().square();
  const Eigen::VectorXd varies =
      (y_squares > kOfWhole * whole_target_squares_.array())
          .select(Eigen::ArrayXd::Ones(y_squares.size()), 0.0);
  of.cross = inverse.asDiagonal() * of.cross * varies.asDiagonal();
  return of;
}

RidgeMoments::Equations RidgeMoments::equations(double alpha) const {
  Products of = products(alpha);
  of.gram.diagonal().array() += alpha;
  // With alpha > 0 the matrix is positive definite: plain Cholesky is enough.
  return {std::move(of.ridge), of.gram.selfadjointView<Eigen::Lower>().llt(),
          std::move(of.cross)};
}

Ridge RidgeMoments::fit(double alpha) const { return fit(alpha, {0})[0]; }

// With X'X + alpha I = L L' and Q = L^-1 X'y, the full weights are W = L'^-1 Q
// and S = Q'Q: V are the right singular vectors of Q. They are taken from the
// smaller of Q'Q and Q Q', whose eigenvectors U give W V V' = L'^-1 U U' Q.
std::vector<Ridge> RidgeMoments::fit(
    double alpha, const std::vector<std::int64_t>& ranks) const {
  const Equations of = equations(alpha);
  const Eigen::Index most = std::min(of.cross.rows(), of.cross.cols());
  const auto is_bound = [&](std::int64_t rank) {
    return rank > 0 && rank < most;
  };
  const bool by_genes = of.cross.cols() <= of.cross.rows();
  Eigen::MatrixXd q;
  Eigen::MatrixXd vectors;  // by rising eigenvalue
  if (std::any_of(ranks.begin(), ranks.end(), is_bound)) {
    q = of.gram.matrixL().solve(of.cross);
    const Eigen::MatrixXd squares = by_genes
                                        ? Eigen::MatrixXd(q.transpose() * q)
                                        : Eigen::MatrixXd(q * q.transpose());
    vectors =
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(squares).eigenvectors();
  }
  std::vector<Ridge> ridges;
  for (const std::int64_t rank : ranks) {
    check(rank >= 0, "ridge: a rank is ", rank,
          "; it must be at least 1, or 0 for no bound");
    Ridge ridge = of.ridge;
    if (is_bound(rank)) {
      ridge.rank = rank;
      const Eigen::MatrixXd first = vectors.rightCols(rank);
      const Eigen::MatrixXd kept =
          by_genes ? Eigen::MatrixXd((q * first) * first.transpose())
                   : Eigen::MatrixXd(first * (first.transpose() * q));
      ridge.weights = of.gram.matrixU().solve(kept);
    } else {
      ridge.weights = of.gram.solve(of.cross);
    }
    ridges.push_back(std::move(ridge));
  }
  return ridges;
}

Ridge RidgeMoments::fit_components(double alpha, std::int64_t count) const {
  check(count >= 1, "ridge: ", count,
        " components are asked for; there is at least 1");
  Products of = products(alpha);
  const Eigen::Index kept =
      std::min(static_cast<Eigen::Index>(count), of.gram.rows());
  // By rising eigenvalue; reads the lower triangle alone.
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(of.gram);
  const Eigen::MatrixXd directions = solver.eigenvectors().rightCols(kept);
  const Eigen::VectorXd shrunk =
      (solver.eigenvalues().tail(kept).array() + alpha).inverse();
  const Eigen::MatrixXd along = directions.transpose() * of.cross;
  of.ridge.weights = directions * (shrunk.asDiagonal() * along);
  of.ridge.components = kept;
  return std::move(of.ridge);
}

Ridge fit_ridge(const MatrixView& features, const MatrixView& targets,
                double alpha) {
  return moments_of_rows(features, targets).fit(alpha);
}

RidgeMoments moments_of(const RidgeSections& sections) {
  check(sections.count > 0, "ridge: no training sections");
  const RidgeRows first = sections.read(0);
  RidgeMoments all = moments_of_rows(first.features, first.targets);
  for (std::size_t i = 1; i < sections.count; ++i) {
    const RidgeRows rows = sections.read(i);
    all.add(rows.features, rows.targets);
  }
  return all;
}

}  // namespace moonstain
