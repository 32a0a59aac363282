#pragma once

#include <cstdint>
#include <vector>

#include "core/data/stored/cell_types.h"
#include "core/data/stored/profiles.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// The mean expression of each type over the cells of some sections, in the
/// types' order: a reference of one's own, where the published one is made of
/// other people's atlases. Types with fewer cells are left out, cells without a
/// type are not looked at.
///
/// @param targets  of cells, a value of each section
/// @param types    of the same sections, of the same classes
/// @throws Error   where sections, genes or classes differ, and where no type
///                 has so many cells
///
/// Source: recipes/ghist_cells/METHOD.md 2.5: rows that are already averaged.
Profiles mean_profiles(const std::vector<Targets>& targets,
                       const std::vector<CellTypes>& types,
                       std::int64_t least_cells);

/// `mean_profiles`: this as a step.
StepKind mean_profiles_step();

}  // namespace moonstain
