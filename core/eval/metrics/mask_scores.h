#pragma once

#include <string>
#include <vector>

#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/metrics/scored_grid.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// A section whose mask is predicted: what is said of its spots, which of them
/// are of the class, and where they lie.
struct MaskedSection {
  Predictions predictions;  ///< probabilities, or any score: the higher, the
                            ///< likelier
  /// Of one class: 1 or 0. Spots without a label are not there.
  Targets targets;
  ScoredGrid grid = {};
};

/// Scores predicted masks of one class, in the readings that exist: the
/// labelled spots alone (`tissue`), and where there is a grid also `whole_grid`
/// and `kept_grid`, in which every other cell is measured as 0, also that of a
/// spot without a label, as the paper's masks have it. A model of spots says of
/// a cell without one that it is not of the class: below all of its spots.
///
/// In each reading what HiST's code computes (`published_iou`,
/// `published_sensitivity` and so on; core/stats/mask_scores.h says what of a
/// mask without the class), the same by definition, where a call is a score
/// above the threshold, `balanced_accuracy`, and by the ranking `auc` and
/// `average_precision`: undefined where every place is of the class or none, or
/// the scores are flat (core/stats/flatness.h).
///
/// Several sections are scored as one set of places, by one predictor that may
/// have been fitted without each in turn: the pooled reading of an area under a
/// curve. Facts: "sections", "sections_without_the_class", of a grid
/// "tissue_share_of_grid" and "class_share_of_grid".
///
/// @param about      what several sections are: "her2st"; of one its name
/// @param threshold  above which a place is called
/// @throws Error     without sections, on more than one class, two predictors,
///                   grids of some sections alone, and as `checked_places`,
///                   `check_classes` and `check_grid` do
///
/// Source: recipes/hist_tumour/METHOD.md 3.
Scores score_masks(const std::vector<MaskedSection>& sections,
                   const std::string& about, double threshold);

/// `mask_scores`: one section; `pooled_mask_scores`: several as one, beside the
/// scores of each.
StepKind mask_scores_step();
StepKind pooled_mask_scores_step();

}  // namespace moonstain
