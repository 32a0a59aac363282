#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/matrix.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// How a risk is learned and held out.
struct RiskProtocol {
  std::int64_t folds = 3;
  std::int64_t repeats = 100;
  std::int64_t features = 5;  ///< chosen in each training part
  double ridge = 1e-6;        ///< of the joint model
  std::int64_t seed = 1;      ///< of the first repeat; the others follow
};

/// A risk of each patient by models of other patients.
struct CrossFittedRisk {
  /// [patients] Mean over repeats of the linear predictor of the fold that held
  /// the patient out: the logarithm of the hazard beside a patient of mean
  /// features.
  std::vector<double> risk;
  std::int64_t fits = 0;  ///< repeats times folds
  /// Of them, those whose joint model did not converge: chosen features told
  /// all who died from the others, and the coefficients had no bound.
  std::int64_t unbounded = 0;
  std::vector<std::int64_t> chosen;  ///< [features] in how many fits
};

/// In each repeat patients are split into folds, stratified by event (stats/
/// kfold.h, shuffled by seed, seed + 1, ...). In each fold features are centred
/// and scaled by mean and deviation of the training part, where a missing value
/// counts as the mean; features that are constant there, or missing in more
/// than half of it, are left out. The features of smallest p by the likelihood
/// ratio of Cox's model of each alone are taken, of equal ones the first, and a
/// joint model is fitted to them: Efron's ties, at most 50 steps of Newton's
/// method, a small ridge. A patient's own follow-up moves its own risk only
/// through the split, which looks at whether the event came.
///
/// @param values    [patients, features]; NaN: missing
/// @param progress  told after each repeat; may be empty
/// @throws Error    as `check_follow_up`; with fewer deaths than folds, so that
///                  a fold would hold none, and where a training part has no
///                  feature that varies
///
/// Source: recipes/ghist_tcga/METHOD.md 7.4.
CrossFittedRisk cross_fitted_risk(
    const FollowUp& patients, const MatrixD& values,
    const RiskProtocol& protocol,
    const std::function<void(std::int64_t)>& progress = {});

/// [patients] The chance of each to live longer than it was followed, by the
/// same models of other patients and Breslow's hazard of their training part,
/// mean over repeats: what `d_calibration` takes. A patient's own end says at
/// which time its curve is read, and nothing of the curve.
std::vector<double> cross_fitted_chances(
    const FollowUp& patients, const MatrixD& values,
    const RiskProtocol& protocol,
    const std::function<void(std::int64_t)>& progress = {});

}  // namespace moonstain
