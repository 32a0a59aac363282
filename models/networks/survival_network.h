#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/grid_values.h"
#include "core/engine/step/kind_words.h"
#include "core/stats/survival/follow_up.h"
#include "models/networks/survival_loss.h"

namespace moonstain {

class StepKind;

/// In what unit covariates enter the network.
enum class CovariateScale {
  raw,       ///< as they are: age in years beside zeros and ones, as published
  training,  ///< less the mean, over the deviation of the training part
};

template <>
struct KindWords<CovariateScale> {
  static constexpr std::string_view kAll[] = {"raw", "training"};
};

/// Defaults are those of the authors' COAD vignette
/// (recipes/hist_survival/METHOD.md 8.2, 8.5).
struct SurvivalTraining {
  std::int64_t epochs = 200;
  std::int64_t folds = 5;
  std::int64_t fold_seed = 15;  ///< of the split (event_folds.h)
  /// Nominal: the optimiser begins with 2 / 256 of it, one batch of training
  /// and one of validation over 256.
  double learning_rate = 0.015;
  double eta_min = 1e-5;  ///< where the cosine ends
  RiskSet loss = RiskSet::row_order;
  RiskNorm risk_norm = RiskNorm::l2;
  CovariateScale covariate_scale = CovariateScale::raw;
  std::vector<std::int64_t> depths{2, 2, 2, 2};
  std::vector<std::int64_t> dims{3, 4, 5, 6};
  double drop_path = 0.4;
  std::int64_t seed = 1;
};

/// Patients as the network sees them; one of maps and covariates may be empty.
struct SurvivalExamples {
  FollowUp follow_up;
  std::vector<GridValues> maps;  ///< [patients] one a patient, of one size
  MatrixD
      covariates;  ///< [patients, covariates]; NaN: the training part's mean
};

/// The risk of each patient by a network that other patients trained, after
/// every epoch: each fold trains one, all its patients a single batch, in the
/// order of `event_folds`, one step an epoch; AdamW, the cosine schedule.
/// Nothing is chosen here: with all epochs stored, what a rule that looks at
/// the held-out patients gives can be told from one that does not. Risks of two
/// folds have no common scale.
///
/// @return         [patients, epochs], evaluation mode
/// @param progress called after each epoch with those done and in all
/// @throws Error   as `event_folds`; where there are neither maps nor
///                 covariates, on maps of other sizes or genes, and on a loss
///                 that is not finite
///
/// Source: recipes/hist_survival/METHOD.md 8.5.
Matrix epoch_risks(
    const SurvivalExamples& examples, const SurvivalTraining& training,
    const std::function<void(std::int64_t, std::int64_t)>& progress = {});

/// `hist_survival_risk`: these as a step, variables "1", "2", ... of the axis
/// "epoch". Every fit holds out the patients whose risk it gives, so inputs are
/// applied, as those of `survival_risk` are.
StepKind hist_survival_risk_step();

}  // namespace moonstain
