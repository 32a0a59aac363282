#include "core/stats/ridge.h"

#include <Eigen/Cholesky>
#include <cmath>

#include "core/base/error.h"
#include "core/stats/correlation.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

// What of a fit does not depend on the penalty.
struct Normal {
  Eigen::VectorXd feature_mean;
  Eigen::VectorXd feature_scale;
  Eigen::VectorXd target_mean;
  Eigen::MatrixXd gram;   // X'X
  Eigen::MatrixXd cross;  // X'y
};

Normal normal_equations(const MatrixView& features, const MatrixView& targets) {
  check(features.rows() == targets.rows(), "fit_ridge: ", features.rows(),
        " rows of features, ", targets.rows(),
        " rows of targets; both must be the same spots");
  check(features.rows() >= 2, "fit_ridge: got ", features.rows(),
        " row(s); a fit needs at least 2");
  check(features.allFinite(), "fit_ridge: a feature is NaN or infinite");
  check(targets.allFinite(), "fit_ridge: a target is NaN or infinite");
  const auto n = static_cast<double>(features.rows());
  Normal normal;
  Eigen::MatrixXd x = features.cast<double>();
  normal.feature_mean = x.colwise().mean().transpose();
  x.rowwise() -= normal.feature_mean.transpose();
  normal.feature_scale =
      (x.colwise().squaredNorm().transpose() / n).array().sqrt() + 1e-9;
  x.array().rowwise() /= normal.feature_scale.transpose().array();
  Eigen::MatrixXd y = targets.cast<double>();
  normal.target_mean = y.colwise().mean().transpose();
  y.rowwise() -= normal.target_mean.transpose();
  normal.gram.setZero(x.cols(), x.cols());
  normal.gram.selfadjointView<Eigen::Lower>().rankUpdate(x.transpose());
  normal.cross.noalias() = x.transpose() * y;
  return normal;
}

Ridge solve(const Normal& normal, double alpha) {
  check(alpha > 0, "fit_ridge: alpha is ", alpha, "; it must be above 0");
  Eigen::MatrixXd gram = normal.gram;
  gram.diagonal().array() += alpha;
  Ridge ridge;
  ridge.alpha = alpha;
  ridge.feature_mean = normal.feature_mean;
  ridge.feature_scale = normal.feature_scale;
  ridge.target_mean = normal.target_mean;
  // With alpha > 0 the matrix is positive definite: plain Cholesky is enough.
  ridge.weights =
      gram.selfadjointView<Eigen::Lower>().llt().solve(normal.cross);
  return ridge;
}

}  // namespace

Matrix Ridge::predict(const MatrixView& features) const {
  check(features.cols() == feature_mean.size(), "ridge: fitted on ",
        feature_mean.size(), " features, asked to predict from ",
        features.cols());
  Eigen::MatrixXd x = features.cast<double>();
  x.rowwise() -= feature_mean.transpose();
  x.array().rowwise() /= feature_scale.transpose().array();
  Eigen::MatrixXd y = x * weights;
  y.rowwise() += target_mean.transpose();
  return y.cast<float>();
}

Ridge fit_ridge(const MatrixView& features, const MatrixView& targets,
                double alpha) {
  return solve(normal_equations(features, targets), alpha);
}

AlphaChoice choose_alpha(const std::vector<RidgeGroup>& groups,
                         const std::vector<double>& alphas) {
  check(!alphas.empty(), "choose_alpha: no penalties to choose from");
  check(groups.size() >= 2, "choose_alpha: got ", groups.size(),
        " training section(s); leaving one out needs at least 2");
  std::vector<std::vector<double>> by_group(alphas.size());
  for (std::size_t left_out = 0; left_out < groups.size(); ++left_out) {
    std::vector<MatrixView> features;
    std::vector<MatrixView> targets;
    for (std::size_t group = 0; group < groups.size(); ++group) {
      if (group != left_out) {
        features.push_back(groups[group].features);
        targets.push_back(groups[group].targets);
      }
    }
    const Normal normal = normal_equations(stacked(features), stacked(targets));
    for (std::size_t i = 0; i < alphas.size(); ++i) {
      const Matrix predicted =
          solve(normal, alphas[i]).predict(groups[left_out].features);
      const Eigen::VectorXd r =
          pearson_by_gene(predicted, groups[left_out].targets);
      by_group[i].push_back(
          mean_of_defined(std::vector<double>(r.data(), r.data() + r.size())));
    }
  }
  AlphaChoice choice;
  std::size_t best = 0;
  for (std::size_t i = 0; i < alphas.size(); ++i) {
    choice.scores.push_back(mean_of_defined(by_group[i]));
    const double score = choice.scores[i];
    const double best_score = choice.scores[best];
    const bool equal =
        score == best_score || (std::isnan(score) && std::isnan(best_score));
    if (score > best_score || (std::isnan(best_score) && !std::isnan(score)) ||
        (equal && alphas[i] > alphas[best])) {
      best = i;
    }
  }
  choice.alpha = alphas[best];
  return choice;
}

Matrix stacked(const std::vector<MatrixView>& parts) {
  Eigen::Index rows = 0;
  for (const MatrixView& part : parts) {
    rows += part.rows();
  }
  Matrix all(rows, parts.empty() ? 0 : parts.front().cols());
  Eigen::Index row = 0;
  for (const MatrixView& part : parts) {
    check(part.cols() == all.cols(), "stacked: a part has ", part.cols(),
          " columns, the first has ", all.cols());
    all.middleRows(row, part.rows()) = part;
    row += part.rows();
  }
  return all;
}

}  // namespace moonstain
