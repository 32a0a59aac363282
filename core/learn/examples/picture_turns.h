#pragma once

#include <cstddef>
#include <cstdint>

#include "core/learn/train/batches.h"

namespace moonstain {

/// Each example's picture is mirrored left to right, then top to bottom, then
/// turned by 90 degrees counter-clockwise, each with probability one half:
/// three draws of the example's stream, in this order.
///
/// @param input     number of the batch's input that holds the pictures, one an
///                  example along its first axis
/// @param row_axis  of it; columns are the next: 1 of [spots, y, x, 3], 2 of
///                  [spots, 3, y, x]
/// @throws Error    on pictures that are not square
Augmentation flips_and_turns(std::size_t input, std::int64_t row_axis);

}  // namespace moonstain
