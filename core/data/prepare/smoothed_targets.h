#pragma once

#include <cstdint>

#include "core/data/stored/dataset.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// Each spot's targets as the mean over itself and the spots beside it: those
/// whose positions on the array differ by at most `reach` in x and by at most
/// `reach` in y. Totals stay those of the spot alone.
///
/// Positions are taken as they are numbered: on a hexagonal array, where x + y
/// of all spots is even or of all odd, a reach of 1 finds the four spots of the
/// rows above and below and neither of the row's own, which are 2 apart.
///
/// @param targets  of spots of the section, in any order; others of its spots
///                 are no neighbours
/// @throws Error   where the two are of different sections or a spot has no
///                 position; of cells, which lie on no array; naming two spots
///                 at one place
///
/// Source: recipes/spot_benchmark/README.md, "Protocols", P2.
Targets smoothed_targets(const Targets& targets, const Dataset& dataset,
                         std::int64_t reach);

/// `smoothed_targets`: this mean.
StepKind smoothed_targets_step();

}  // namespace moonstain
