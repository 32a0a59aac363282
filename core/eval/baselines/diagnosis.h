#pragma once

#include <string>

#include "core/data/stored/features.h"
#include "core/data/stored/nucleus_counts.h"
#include "core/data/stored/predictions.h"

namespace moonstain {

class StepKind;

// Simple scores of patches that a predicted marker score must beat.

/// How many different nuclei lie around each spot.
/// @param variable  name of the class that it is held against
Predictions nucleus_score(const NucleusCounts& counts,
                          const std::string& variable);

/// The first principal component of a section's features: along the direction
/// in which they vary most. Its sign is that which gives the largest of the
/// direction's entries a plus, as no direction has one of its own.
/// @param variable  name of the class that it is held against
/// @throws Error    on fewer than two spots, and on features without any
///                  difference
///
/// Source: recipes/hespotex_loocv/METHOD.md 7.3, step 5.
Predictions component_score(const Features& features,
                            const std::string& variable);

/// `nucleus_score` and `component_score`.
StepKind nucleus_score_step();
StepKind component_score_step();

}  // namespace moonstain
