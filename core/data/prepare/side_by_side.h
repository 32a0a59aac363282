#pragma once

#include "core/data/stored/features.h"

namespace moonstain {

class StepKind;

/// Two vectors of the same spots as one: what windows of two widths, or two
/// encoders, see of a spot. Rows are the first one's, joined by the name of the
/// spot; columns are those of the first, then of the second. The encoder is
/// called "A + B", the tiles are the first one's. The blank is there where both
/// have one.
///
/// @throws Error  on another section, and spots that one of them lacks or has
///                more of
Features side_by_side(const Features& features, const Features& beside);

/// `side_by_side`: this.
StepKind side_by_side_step();

}  // namespace moonstain
