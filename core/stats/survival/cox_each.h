#pragma once

#include <vector>

#include "core/base/matrix.h"
#include "core/stats/survival/chi_squared.h"
#include "core/stats/survival/partial_likelihood.h"

namespace moonstain {

/// Cox's model of one covariate alone.
struct CoxOfOne {
  double coefficient = 0;
  double error = 0;  ///< its standard error
  /// Twice the rise of the log-likelihood from 0, and its p.
  ChiSquared likelihood_ratio;
  /// False as `CoxFit::converged` says, and where a covariate is constant in
  /// every risk set: then all numbers are NaN.
  bool converged = false;
};

/// Each covariate by itself, for choosing among many: the same numbers as `cox`
/// of one column, the risk sets laid out once.
///
/// @param sets        of the patients; must have a death
/// @param covariates  [patients, covariates], finite
/// @throws Error      on another number of rows, without deaths, and on a value
///                    that is not finite
std::vector<CoxOfOne> cox_each(const RiskSets& sets, const MatrixD& covariates,
                               Ties ties, std::int64_t most_steps = 50);

}  // namespace moonstain
