#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/stored/features.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/stats/ridge.h"

namespace moonstain {

class StepKind;

/// A fitted ridge regression from features to targets. Plain Zarr group:
/// `weights` [features, genes], `feature_mean`, `feature_scale` [features],
/// `target_mean` [genes], `genes`, and, where the penalty was chosen,
/// `alphas` and `scores`.
struct RidgeModel {
  static constexpr std::string_view kType = "RidgeModel";

  std::string encoder;             ///< of the features: "mobilenet_v1/block8"
  std::vector<std::string> genes;  ///< [genes]
  Ridge ridge;
  std::vector<double> alphas;  ///< tried; empty when the penalty was given
  std::vector<double>
      scores;  ///< of each, mean r on training sections left out

  static RidgeModel read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// Fits on the spots of all sections at once; spots are joined by name.
///
/// @param alpha   the penalty where `alphas` is empty
/// @param alphas  to choose from by leaving out one training section at a
///                time; the held-out sections are never looked at
/// @throws Error  when features and targets are not of the same sections,
///                encoders or genes
RidgeModel fit_ridge_model(const std::vector<Features>& features,
                           const std::vector<Targets>& targets, double alpha,
                           const std::vector<double>& alphas);

/// @param name  what the predictor is called: "colour_ridge"
Predictions ridge_predictions(const RidgeModel& model, const Features& features,
                              std::string name);

/// `ridge_model` fits, `ridge_predictions` predicts.
StepKind ridge_model_step();
StepKind ridge_predictions_step();

}  // namespace moonstain
