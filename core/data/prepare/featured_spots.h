#pragma once

#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"

namespace moonstain {

class StepKind;

/// The spots that have features, with their counts; `left_out` says how many
/// have none.
/// @throws Error when the two are of different sections, or no spot is left
Dataset featured_spots(const Dataset& dataset, const Features& features);

/// `featured_spots`: a section without the spots that have no features, so that
/// targets and grid made from it are of those that have some.
StepKind featured_spots_step();

}  // namespace moonstain
