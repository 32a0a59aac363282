#pragma once

#include <string>
#include <vector>

#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// What a predictor says of one slide, and what its patient's response was:
/// one row and one class each.
struct ToldSlide {
  Predictions predictions;
  Targets response;
};

/// Slides that one model tells, such as those of a fold, scored together.
///
/// Response is called where its chance is above 1/2, as the larger of two
/// logits is. By the class: `accuracy`, and `auc`, undefined where all slides
/// are of one side or have one score. Of the slides as a whole
/// `weighted_precision`, `weighted_recall` and `weighted_f1`, means over both
/// classes by their size, 0 / 0 as 1 (core/stats/weighted_row.h). Facts:
/// "slides", "responses", "called".
///
/// @param about    what the scores are of: "DATA/fold 1"
/// @throws Error   without slides, on two predictors or two folds' models, on
///                 another shape, on a target that is neither 0 nor 1 and on a
///                 chance that is not finite
///
/// Source: recipes/hist_response/METHOD.md 2.
Scores response_scores(const std::vector<ToldSlide>& slides,
                       const std::string& about);

/// `response_scores`: these scores.
StepKind response_scores_step();

}  // namespace moonstain
