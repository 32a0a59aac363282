#pragma once

#include <string>
#include <vector>

#include "core/data/stored/predictions.h"

namespace moonstain {

class StepKind;

/// The mean of what several predictors say of a section, each counting the
/// same, as a model of its own. Nothing is weighed, so that nothing is chosen:
/// errors that they do not share cancel.
///
/// @param predictions  of one section, spots in any order; those of the first
///                     are kept
/// @param name         what the predictor is called
/// @throws Error       on fewer than two, on two by one predictor, on another
///                     section, other spots or other genes
///
/// Source: Bates and Granger 1969, doi:10.1057/jors.1969.103.
Predictions averaged_predictions(const std::vector<Predictions>& predictions,
                                 std::string name);

/// `averaged_predictions`: this as a step.
StepKind averaged_predictions_step();

}  // namespace moonstain
