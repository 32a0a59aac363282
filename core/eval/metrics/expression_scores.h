#pragma once

#include <cstdint>
#include <vector>

#include "core/data/stored/dataset.h"
#include "core/data/stored/gene_list.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/grid_values.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/metrics/scored_grid.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/metrics/training_moments.h"

namespace moonstain {

/// What else is known of a section that is scored.
struct ScoredBeside {
  /// What was measured of the training sections: chooses lists of items
  /// (`Over::training_heg50`). nullptr: there are none.
  const TrainingMoments* training = nullptr;
  /// The array's places of its spots, for the structural similarity. nullptr:
  /// there is none.
  const Dataset* array = nullptr;
  /// The same nuclei's measurement with library size taken out, for the reading
  /// `nuclei_normalised`. nullptr: there is none.
  const Targets* normalised = nullptr;
  /// Lists of items that metrics are read over alone (`item_lists`).
  std::vector<GeneList> lists = {};
  /// Also the structural similarity of binned values, in one window
  /// (core/stats/binned_similarity.h).
  bool binned_similarity = false;
  /// Also the partial correlation given ln(1 + a place's counts over all
  /// genes), `depth_partial_pearson`: what is left where who predicts knows no
  /// more than how much was counted (core/stats/correlation.h).
  bool given_depth = false;
};

/// Compares predicted with measured values, variable by variable, in the
/// readings that exist: the places that were measured alone (`tissue` of spots,
/// `nuclei`, `patients`), and where there is a grid also `whole_grid` and
/// `kept_grid`, in which a cell without a spot is measured as 0.
///
/// Correlations are undefined where either side is constant, and where the
/// prediction is flat (core/stats/flatness.h). With a grid every item has also
/// what the 0/1 mask of the tissue scores on the whole grid, by the identity of
/// recipes/hist_loocv/METHOD.md 7.3 and measured.
///
/// Where spots were measured alone there are also numbers of the section as a
/// whole (whole_scores.h), and with the array's places `ssim`, the structural
/// similarity of an item's two maps (core/stats/structural_similarity.h):
/// undefined on a lattice that is not square, and without a window full of
/// spots.
///
/// Of nuclei there may be a second truth, counts by size factors, which a model
/// of plain counts is read against as published: correlations alone, since its
/// unit is another than the predictions'. In every reading of measured places
/// are counted, as numbers of the whole, the items without a correlation, those
/// predicted as 0 everywhere, and the share of 0 among the predictions: a mean
/// that leaves out what is undefined says nothing of them.
///
/// Memory: a block of variables beside the inputs.
///
/// An item that a list names and nothing scores is counted as the fact
/// "svg20_not_scored".
///
/// @throws Error  when section, places or variables differ, values are not
///                finite, depth is asked for and the targets have no totals, or
///                a shifted spot leaves the grid; on a list that no metric
///                names, that is there twice, or has no item scored
///
/// Source: recipes/hist_loocv/METHOD.md 7.1 and 7.3;
/// recipes/hespotex_loocv/METHOD.md 5.2; recipes/ghist_cells/METHOD.md 5.
Scores expression_scores(const Predictions& predictions, const Targets& targets,
                         const ScoredGrid& grid = {},
                         const ScoredBeside& beside = {});

}  // namespace moonstain
