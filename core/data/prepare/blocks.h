#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// Which spots of its blocks a section does without.
struct BlockLimits {
  /// A block of fewer spots is left out, with those it has.
  std::int64_t least_spots = 0;
  /// Blocks that are held out, and how far from their spots all others must
  /// be: what is nearer is left out.
  std::vector<std::string> apart_from = {};
  double apart_um = 0;
};

/// The spots of a section that lie in some of its blocks (`Block`,
/// core/engine/plan/units.h), in their order, with their counts. Of one block
/// `section` becomes the block's name, "her2st/B4#r1c2of2x2"; of several
/// "her2st/B4#r1c1of2x2,r1c2of2x2": what is scored there is no whole section.
///
/// The rectangle from the least to the greatest array position along both axes
/// is cut into rows and columns of equal size; of cells (`Lattice::none`) it is
/// the whole picture, so that row r of R begins at pixel row ceil((r - 1)
/// height / R) whatever cells there are. A spot lies in exactly one block; a
/// cell beyond the picture in the nearest. The margin takes no spot in: it is
/// how far a crop or a neighbourhood may see beyond the block, and so which
/// blocks the plan calls apart. Narrow the section as it was read: where spots
/// are left out first, the rectangle is that of the rest.
///
/// @param blocks  names, with or without the data set: "her2st/B4#r1c2of2x2"
/// @param limits  what is left out by them is counted in `left_out`
/// @throws Error  on a name that is no block of this section, or is there
///                twice, when no spot lies in the blocks or is left in them,
///                and on a distance in a section whose scale is not known
///
/// The limits are those of `recipes/hespotex_loocv/METHOD.md` 6.2, CS-2: 500
/// spots a block, and 128 um from the one held out.
Dataset in_blocks(const Dataset& dataset,
                  const std::vector<std::string>& blocks,
                  const BlockLimits& limits = {});

/// `blocks`: a section narrowed to some of its blocks.
StepKind blocks_step();

}  // namespace moonstain
