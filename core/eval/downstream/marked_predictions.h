#pragma once

#include "core/data/stored/predictions.h"

namespace moonstain {

class StepKind;

/// Predictions of those spots alone that a predicted mask marks, in their
/// order. HiST clusters the spots of the predicted tumour, those above 0.5
/// (doi:10.1002/advs.202514351, `src/util/cluster.py`, which reads the mask a
/// row off; here a spot has its own value).
///
/// @param predictions  of one section
/// @param mask         [spots, 1] of the same section; a spot without a number
///                     is not marked
/// @param above        the value above which a spot is marked
/// @throws Error  on a mask of several variables, on a spot that it has no row
///                of, and where it marks fewer than two
Predictions marked_predictions(const Predictions& predictions,
                               const Predictions& mask, double above);

/// `marked_predictions`: this as a step.
StepKind marked_predictions_step();

}  // namespace moonstain
