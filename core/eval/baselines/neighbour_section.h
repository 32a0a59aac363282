#pragma once

#include <string>

#include "core/data/stored/pair_map.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// Simple: what was measured in the section that follows, laid on this one. At
/// each spot of section A the mean of the nearest spots of B that the pair map
/// names, by its weights. What a method that has seen sections of the same
/// patient must be held against.
///
/// A spot of A that has none of B near gets the mean over B's spots. Leaving it
/// out would score the copy on other spots than the model; a constant there
/// adds nothing to a correlation, so the copy is not flattered. Where the pair
/// could not be laid on each other at all every spot has that mean: no gene has
/// a correlation, and each is counted as undefined.
///
/// It learns the labels of B. Where the patient is held out, and B with it, it
/// is no baseline but a leak, and the plan says so.
///
/// @param measured  targets of B; all spots of the pair map's B
/// @param name      what the predictor is called
/// @throws Error    when the targets are of another section or lack a spot
///
/// Source: recipes/hespotex_loocv/METHOD.md 6.2, step 4.
Predictions copied_predictions(const PairMap& pair, const Targets& measured,
                               std::string name);

/// `copied_predictions`: learns and predicts in one.
StepKind copied_predictions_step();

}  // namespace moonstain
