#pragma once

#include <cstdint>

#include "core/data/image/picture.h"

namespace moonstain {

/// Scales as OpenCV's INTER_AREA does 8-bit pictures, to the same bytes: where
/// no side grows, an output pixel is the mean of the box of the input that it
/// covers, parts of pixels counting as such. Where one side grows and the other
/// shrinks OpenCV falls back to two taps a side, in fixed point. A picture of
/// the right size is copied.
///
/// Sums of boxes run in float32 in OpenCV's order (along a row, then over
/// rows), without which a mean at .5 could be rounded the other way; whole
/// factors are summed as integers, as there.
///
/// Source: opencv-python 4.8.1 and 5.0.0; recipes/hespotex_loocv/METHOD.md 2.7.
///
/// @throws Error on sides below 1, and where both sides grow: that is no area
Picture resize_area(const Picture& picture, std::int64_t width_px,
                    std::int64_t height_px);

}  // namespace moonstain
