#pragma once

#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// Compares predicted scores of classes with the classes that were seen, class
/// by class: masks of a tissue (one class), types of nuclei, response of
/// patients.
///
/// A place is of a class where its target is 1, else 0; places that are
/// predicted and have no target are left out, as the fact "without_a_class"
/// counts. By the ranking of the
/// scores: `auc`, `average_precision`, and `top_precision`, the share of the
/// class among the `top_share` of highest score; undefined where every place is
/// of the class or none. By calling a class at or above the threshold: `dice`,
/// `iou`, `accuracy`, `balanced_accuracy`; `dice` and `iou` undefined where the
/// class is neither seen nor called. A class whose scores are flat
/// (core/stats/flatness.h) has no ranking.
///
/// @param threshold  from which a score calls the class
/// @param top_share  of the places
/// @throws Error     when places or classes differ, on a target that is neither
///                   0 nor 1, on a score that is not finite
///
/// Source: core/stats/roc.h, core/stats/confusion.h.
Scores score_classes(const Predictions& predictions, const Targets& targets,
                     double threshold, double top_share = 0.05);

/// `class_scores`: these scores.
StepKind class_scores_step();

}  // namespace moonstain
