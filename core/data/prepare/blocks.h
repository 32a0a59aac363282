#pragma once

#include <string>
#include <vector>

#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// The spots of a section that lie in some of its blocks (`Block`,
/// core/engine/plan/units.h), in their order, with their counts. Of one block
/// `section` becomes the block's name, "her2st/B4#r1c2of2x2"; of several
/// "her2st/B4#r1c1of2x2,r1c2of2x2": what is scored there is no whole section.
///
/// The rectangle from the least to the greatest array position along both axes
/// is cut into rows and columns of equal size; a spot lies in exactly one
/// block. The margin takes no spot in: it is how far a crop or a neighbourhood
/// may see beyond the block, and so which blocks the plan calls apart. Narrow
/// the section as it was read: where spots are left out first, the rectangle is
/// that of the rest.
///
/// @param blocks  names, with or without the data set: "her2st/B4#r1c2of2x2"
/// @throws Error  on a name that is no block of this section, or is there
///                twice, and when no spot lies in the blocks
Dataset in_blocks(const Dataset& dataset,
                  const std::vector<std::string>& blocks);

/// `blocks`: a section narrowed to some of its blocks.
StepKind blocks_step();

}  // namespace moonstain
