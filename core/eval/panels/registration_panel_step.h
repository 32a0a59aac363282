#pragma once

#include <vector>

#include "core/data/stored/pair_map.h"
#include "core/data/stored/transform.h"
#include "core/eval/panels/table_panel.h"

namespace moonstain {

class StepKind;

/// A row a pair, in the order of the transforms: how well it lies, how many
/// spots meet, and whether it is compared or why not. No pair is left out.
///
/// @throws Error  on a transform without its map, on one without a transform,
///                and on a pair that is there twice
TablePanel registration_table(const std::vector<Transform>& transforms,
                              const std::vector<PairMap>& maps);

/// `registration_panel`: this table.
StepKind registration_panel_step();

}  // namespace moonstain
