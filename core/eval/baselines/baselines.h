#pragma once

#include <string>
#include <vector>

#include "core/data/stored/grid_map.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// The places of a held-out section or block, whatever they lie on.
struct HeldOutPlaces {
  std::string about;               ///< "her2st/B4"
  std::vector<std::string> names;  ///< of spots or cells
};

/// Null: the training mean of each gene over all training spots, for every
/// place held out (C0 of recipes/hist_loocv/METHOD.md 9.1). No correlation
/// in tissue; on a whole grid it is the tissue mask at the scale of the
/// targets.
Predictions mean_predictions(const std::vector<Targets>& training,
                             const HeldOutPlaces& held_out, std::string name);

/// Null: 1 where there is tissue, and, as a model of spots, 0 elsewhere: what
/// can be read off the input without looking at the stain
/// (recipes/hist_loocv/METHOD.md 7.3).
///
/// @param named  names of the variables alone; no value is used
Predictions mask_predictions(const GridMap& grid, const Observations& named,
                             std::string name);

/// Which total of a spot is its depth.
enum class DepthTotal {
  chosen,  ///< counts over the chosen genes
  all,     ///< counts over all genes
};

/// Oracle: one straight line a gene on ln(1 + total) of the spot (C1). It uses
/// the measured depth of the held-out spots, so it is a reference, never a
/// baseline that a model must beat.
///
/// @param training  slope and intercept by least squares over all its spots; a
///                  gene of constant depth has slope 0
/// @param held_out  its totals are the input
/// @param total     which total is the depth
///
/// Source: recipes/hist_loocv/METHOD.md 9.2.
Predictions depth_predictions(const std::vector<Targets>& training,
                              const Targets& held_out, DepthTotal total,
                              std::string name);

/// Ceiling: what was measured, in the place of a prediction; for what is made
/// of predictions further on, such as marker scores.
Predictions measured_predictions(const Targets& targets, std::string name);

/// `mean_predictions`, `mask_predictions`, `depth_predictions` and
/// `measured_predictions`.
StepKind mean_predictions_step();
StepKind mask_predictions_step();
StepKind depth_predictions_step();
StepKind measured_predictions_step();

}  // namespace moonstain
