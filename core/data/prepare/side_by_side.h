#pragma once

#include <vector>

#include "core/data/stored/features.h"

namespace moonstain {

class StepKind;

/// Several vectors of the same spots as one: what windows of several widths, or
/// several encoders, see of a spot. Rows are the first one's, joined by the
/// name of the spot; columns are those of the first, then of the second, and so
/// on. The encoder is called "A + B", the tiles are the first one's. The blank
/// is there where all have one.
///
/// @param parts   at least one, all of one section
/// @throws Error  on no part, another section, and spots that one of them lacks
///                or has more of
Features side_by_side(const std::vector<Features>& parts);

/// `side_by_side`: this.
StepKind side_by_side_step();

}  // namespace moonstain
