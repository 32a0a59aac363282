#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/stats/survival/chi_squared.h"
#include "core/stats/survival/follow_up.h"
#include "core/stats/survival/partial_likelihood.h"

namespace moonstain {

struct CoxOptions {
  Ties ties = Ties::efron;
  /// r of a penalty r / 2 times the sum of the squared coefficients, in the
  /// unit of the covariates; R's ridge(theta = r, scale = FALSE).
  double ridge = 0;
  std::int64_t most_steps = 50;       ///< of Newton's method
  std::vector<std::string> strata{};  ///< [patients]; empty: one
};

/// Of a patient with covariates 0.
struct BaselineStep {
  std::string stratum;
  double time = 0;
  double cumulative_hazard = 0;
};

struct CoxFit {
  Eigen::VectorXd coefficients;  ///< logarithms of hazard ratios
  /// The inverse of the penalised information.
  Eigen::MatrixXd covariance;
  double null_log_likelihood = 0;
  double log_likelihood = 0;  ///< without the penalty
  /// Of all coefficients being 0: twice the difference of the two; the same of
  /// Wald's and of the score at 0. Under a ridge they only describe.
  ChiSquared likelihood_ratio;
  ChiSquared wald;
  ChiSquared score;
  int steps = 0;
  /// False where the likelihood still rose after the last step: a covariate
  /// tells who dies from who does not, and its coefficient has no bound.
  bool converged = false;
  /// By stratum, then time; a step for each time at which a follow-up ended.
  std::vector<BaselineStep> baseline;

  Eigen::VectorXd errors() const { return covariance.diagonal().cwiseSqrt(); }
};

/// Cox's proportional hazards, by Newton's method from 0 with halved steps
/// where the likelihood would fall. Equal to R's coxph, lifelines' CoxPHFitter
/// and scikit-survival's CoxPHSurvivalAnalysis to 1e-8
/// (tests/golden/stats/survival_models.py).
///
/// It ends where a step moves the log-likelihood by less than 1e-12 of it and
/// no coefficient by more than a millionth of its covariate's deviation.
///
/// @param covariates  [patients, covariates]
/// @throws Error  "cox: ..." as `check_follow_up`; on another number of rows, a
///                value that is not finite, no death; without a ridge on a
///                covariate that is constant in every risk set with a death or
///                a combination of the others
CoxFit cox(const FollowUp& patients, const MatrixD& covariates,
           const CoxOptions& options = {});

}  // namespace moonstain
