#pragma once

#include <string>
#include <vector>

#include "core/data/stored/dataset.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// One score a spot: the mean over a set of markers of their z-scores, each
/// over the spots of the section (divisor n). A marker that is constant there
/// says nothing of its spots and is left out.
///
/// @param name    of the score, as of the class that it is held against
/// @return        one variable, a "class", by the same predictor
/// @throws Error  where none of the markers is predicted (with genes that are),
///                or all that are are constant
///
/// Source: recipes/hespotex_loocv/METHOD.md 7.3, step 3.
Predictions marker_score(const Predictions& predictions,
                         const std::vector<std::string>& markers,
                         const std::string& name);

/// The share of a section's spots of the highest score, at least one, in the
/// section's order; of equal scores at the limit the first. With their
/// positions, so that `patches` shows them.
///
/// @throws Error  where the scores are of another section, or of more than one
///                variable
///
/// Source: recipes/hespotex_loocv/METHOD.md 7.3, step 4.
Dataset top_spots(const Dataset& dataset, const Predictions& score,
                  double share);

/// These spots as a class, 1, and the others as 0: labels made from a score,
/// as of markers that were measured, where nobody has given any.
///
/// @param score   one variable, whose name is the class's
/// @throws Error  as `top_spots`
Targets top_targets(const Predictions& score, double share);

/// `marker_score`, `top_spots` and `top_targets`.
StepKind marker_score_step();
StepKind top_spots_step();
StepKind top_targets_step();

}  // namespace moonstain
