#pragma once

#include <string>
#include <vector>

#include "core/data/stored/nucleus_counts.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// Simple: the training mean of each gene times the spot's nucleus factor. It
/// is one profile for a whole section, the same in all genes but for its scale:
/// what a network that ends in this factor has of it alone.
///
/// Every gene has the same correlation with the factor. Errors mean little: a
/// factor of 1 to 2 lifts every gene above its mean.
///
/// @param training  their mean, over all spots of all sections
/// @param nuclei    of the section that is predicted
/// @param name      what the predictor is called
/// @throws Error    without training spots, on sections of other genes
///
/// Source: recipes/hespotex_loocv/METHOD.md 2.8 and 5.2.
Predictions factor_predictions(const std::vector<Targets>& training,
                               const NucleusCounts& nuclei, std::string name);

/// `factor_predictions`: learns and predicts in one.
StepKind factor_predictions_step();

}  // namespace moonstain
