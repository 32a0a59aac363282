#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/stored/features.h"
#include "core/data/stored/observations.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/data/stored/tile_width.h"
#include "core/stats/ridge.h"
#include "core/stats/ridge_search.h"

namespace moonstain {

class StepKind;

/// A fitted ridge regression from features to targets. Plain Zarr group:
/// `weights` [features, genes], `feature_mean`, `feature_scale` [features],
/// `target_mean` [genes], `genes`, and, where the penalty was chosen, `alphas`
/// and `scores`, and `ranks` where the rank was; attributes `encoder`, `alpha`,
/// `rows`, `unit_kind`, `variable_axis`, `rank` where it is bounded,
/// `components` where it was fitted on these, `tile_pitches` and `tile_um`
/// where known, and of a search `left_out`
/// ("group", "section" or "block") and `left_out_count`.
struct RidgeModel {
  static constexpr std::string_view kType = "RidgeModel";

  std::string encoder;             ///< of the features: "mobilenet_v1/block8"
  TileWidth tiles;                 ///< that the features are made from
  std::vector<std::string> genes;  ///< [genes] or other variables
  /// Of the targets: what a row is about, and the noun of a variable.
  ObservedKind unit_kind = ObservedKind::spot;
  std::string variable_axis = "gene";
  Ridge ridge;
  RidgeCandidates tried;  ///< no alphas when the penalty was given
  /// How the penalty was chosen: of each candidate the mean r on what was left
  /// out, and what that was.
  RidgeChoice search;

  static RidgeModel read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// How the penalty of a ridge regression is found.
struct RidgeOptions {
  /// Where `alphas` is empty. 0, of components: 100 / (components that there
  /// are * genes), there being no more than features or rows.
  ///
  /// Source of the rule: HEST-Benchmark's linear probe (Jaume et al. 2024,
  /// arXiv:2406.16192).
  double alpha = 10;
  /// To choose from by leaving out a part of the training sections at a time;
  /// the held-out sections are never looked at.
  std::vector<double> alphas = {};
  /// With `alphas`: whole bounds of the map's rank to choose from
  /// (RidgeMoments::fit in core/stats/ridge.h); empty: not bounded.
  std::vector<double> ranks = {};
  /// Principal components of the features that are fitted on, with `alpha`; 0:
  /// the features themselves (RidgeMoments::fit_components in
  /// core/stats/ridge.h).
  std::int64_t components = 0;
  /// What is left out together: a name for each training section, in the order
  /// of the targets. Patients, where a patient is held out; empty: sections.
  /// With fewer than two names the search goes by section, with one section by
  /// runs of its spots (core/stats/ridge_search.h).
  std::vector<std::string> groups = {};
};

/// The training sections, read one at a time and more than once; features and
/// targets may come in different orders.
struct RidgeTraining {
  std::size_t feature_count = 0;
  std::function<Features(std::size_t)> features;
  std::size_t target_count = 0;
  std::function<Targets(std::size_t)> targets;
};

/// Fits on the spots of all sections at once; spots are joined by name. Holds
/// one section at a time.
///
/// @throws Error  when features and targets are not of the same sections,
///                encoders, widths of tiles or genes; on groups without alphas,
///                or not one a section; on components with alphas; on an
///                alpha of 0 without components
RidgeModel fit_ridge_model(const RidgeTraining& training,
                           const RidgeOptions& options);

/// The same of sections in memory.
RidgeModel fit_ridge_model(const std::vector<Features>& features,
                           const std::vector<Targets>& targets,
                           const RidgeOptions& options);

/// @param name  what the predictor is called: "colour_ridge"
Predictions ridge_predictions(const RidgeModel& model, const Features& features,
                              std::string name);

/// `ridge_model` fits, `ridge_predictions` predicts.
StepKind ridge_model_step();
StepKind ridge_predictions_step();

}  // namespace moonstain
