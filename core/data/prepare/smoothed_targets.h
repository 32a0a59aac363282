#pragma once

#include <cstdint>

#include "core/data/stored/dataset.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// Each spot's targets as the mean over itself and the spots beside it
/// (mean_beside.h). Totals stay those of the spot alone.
///
/// @param targets  of spots of the section, in any order; others of its spots
///                 are no neighbours
/// @throws Error   where the two are of different sections, and as
///                 `mean_beside`
///
/// Source: recipes/spot_benchmark/README.md, "Protocols", P2.
Targets smoothed_targets(const Targets& targets, const Dataset& dataset,
                         std::int64_t reach);

/// `smoothed_targets`: this mean.
StepKind smoothed_targets_step();

}  // namespace moonstain
