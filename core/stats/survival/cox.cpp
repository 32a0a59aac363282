#include "core/stats/survival/cox.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr double kRise = 1e-12;        // of the log-likelihood
constexpr double kMove = 1e-6;         // in deviations of a covariate
constexpr double kLeastPivot = 1e-11;  // of an information scaled to 1
constexpr int kMostHalvings = 40;

// The information with its diagonal scaled to 1, taken apart.
class Solver {
 public:
  explicit Solver(const Eigen::MatrixXd& information)
      : scale_(information.diagonal().cwiseSqrt().cwiseInverse()),
        parts_(Eigen::MatrixXd(scale_.asDiagonal() * information *
                               scale_.asDiagonal())) {}

  Eigen::MatrixXd solve(const Eigen::MatrixXd& right) const {
    return scale_.asDiagonal() *
           parts_.solve(Eigen::MatrixXd(scale_.asDiagonal() * right));
  }

  // Place of a covariate that others say all of; -1 where there is none.
  Eigen::Index dependent() const {
    for (Eigen::Index i = 0; i < scale_.size(); ++i) {
      if (!std::isfinite(scale_[i])) return i;
    }
    Eigen::VectorXi places =
        Eigen::VectorXi::LinSpaced(static_cast<int>(scale_.size()), 0,
                                   static_cast<int>(scale_.size()) - 1);
    places = parts_.transpositionsP() * places;
    for (Eigen::Index i = 0; i < scale_.size(); ++i) {
      if (!(parts_.vectorD()[i] > kLeastPivot)) return places[i];
    }
    return -1;
  }

 private:
  Eigen::VectorXd scale_;
  Eigen::LDLT<Eigen::MatrixXd> parts_;
};

void check_covariates(const FollowUp& patients, const MatrixD& covariates) {
  check(covariates.rows() == static_cast<Eigen::Index>(patients.patients()),
        "cox: ", patients.patients(), " patients, ", covariates.rows(),
        " rows of covariates; each has one");
  check(covariates.cols() > 0, "cox: no covariates");
  for (Eigen::Index i = 0; i < covariates.rows(); ++i) {
    for (Eigen::Index k = 0; k < covariates.cols(); ++k) {
      check(std::isfinite(covariates(i, k)), "cox: covariate ", k,
            " of patient ", i, " is ", covariates(i, k),
            "; expected a finite number");
    }
  }
}

Eigen::VectorXd deviations(const MatrixD& covariates) {
  const MatrixD centred =
      covariates.rowwise() - Eigen::RowVectorXd(covariates.colwise().mean());
  return (centred.colwise().squaredNorm() / static_cast<double>(centred.rows()))
      .cwiseSqrt()
      .transpose();
}

}  // namespace

CoxFit cox(const FollowUp& patients, const MatrixD& covariates,
           const CoxOptions& options) {
  const RiskSets sets = risk_sets(patients, options.strata, "cox");
  check_covariates(patients, covariates);
  check(sets.deaths > 0, "cox: of ", patients.patients(),
        " patients none died; nothing can be learned");
  const PartialLikelihood likelihood(sets, covariates, options.ties);
  const auto count = covariates.cols();
  const Eigen::VectorXd widths = deviations(covariates);
  const auto penalised = [&](const PartialLikelihood::At& at,
                             const Eigen::VectorXd& coefficients) {
    return at.log_likelihood - options.ridge / 2 * coefficients.squaredNorm();
  };
  const auto information = [&](const PartialLikelihood::At& at) {
    Eigen::MatrixXd out = at.information;
    out.diagonal().array() += options.ridge;
    return out;
  };

  CoxFit fit;
  fit.coefficients = Eigen::VectorXd::Zero(count);
  PartialLikelihood::At now = likelihood.at(fit.coefficients);
  fit.null_log_likelihood = now.log_likelihood;
  const Solver start(information(now));
  const Eigen::Index dependent = start.dependent();
  check(dependent < 0, "cox: covariate ", dependent,
        " is constant, or a combination of the others, among those at risk; "
        "leave it out, or take a ridge above 0");
  fit.score = chi_squared(now.gradient.dot(start.solve(now.gradient).col(0)),
                          static_cast<int>(count));
  while (fit.steps < options.most_steps && !fit.converged) {
    ++fit.steps;
    Eigen::VectorXd step =
        Solver(information(now))
            .solve(now.gradient - options.ridge * fit.coefficients);
    if (!step.allFinite()) break;
    const double before = penalised(now, fit.coefficients);
    PartialLikelihood::At next;
    double after = -std::numeric_limits<double>::infinity();
    for (int halving = 0; halving < kMostHalvings; ++halving) {
      next = likelihood.at(fit.coefficients + step);
      after = penalised(next, fit.coefficients + step);
      // What rounding alone takes off is no fall.
      if (after >= before - kRise * std::abs(before)) break;
      step /= 2;
    }
    if (!(after >= before - kRise * std::abs(before))) break;
    fit.coefficients += step;
    now = std::move(next);
    fit.converged =
        std::abs(after - before) <= kRise * std::abs(before) &&
        (step.cwiseAbs().array() * widths.array()).maxCoeff() <= kMove;
  }
  fit.log_likelihood = now.log_likelihood;
  const Eigen::MatrixXd last = information(now);
  fit.covariance = Solver(last).solve(Eigen::MatrixXd::Identity(count, count));
  fit.wald = chi_squared(fit.coefficients.dot(last * fit.coefficients),
                         static_cast<int>(count));
  fit.likelihood_ratio =
      chi_squared(2 * (fit.log_likelihood - fit.null_log_likelihood),
                  static_cast<int>(count));

  const std::vector<double> hazards = likelihood.baseline(fit.coefficients);
  for (std::size_t begin = 0, end = 0; begin < sets.ends.size(); begin = end) {
    while (end < sets.ends.size() &&
           sets.ends[end].stratum == sets.ends[begin].stratum) {
      ++end;
    }
    double sum = 0;
    for (std::size_t k = end; k-- > begin;) {
      sum += hazards[k];
      fit.baseline.push_back(
          {sets.strata[sets.ends[k].stratum], sets.ends[k].time, sum});
    }
  }
  return fit;
}

}  // namespace moonstain
