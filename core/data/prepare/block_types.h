#pragma once

#include <string>
#include <vector>

#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// The types of those cells that lie in some blocks of their section, so that
/// what learns types of a training strip has not seen those of the others.
///
/// @param types   of the whole section
/// @param cells   the section narrowed to these blocks (blocks.h)
/// @param blocks  their names, with or without the data set
/// @return        in the order of `cells`; of the section's name as these have
///                it; all classes stay
/// @throws Error  when types and cells are not of one section, the cells are
///                not those of the blocks, or one has no row in the types
CellTypes types_in_blocks(const CellTypes& types, const Dataset& cells,
                          const std::vector<std::string>& blocks);

/// `block_types`: types narrowed to blocks.
StepKind block_types_step();

}  // namespace moonstain
