#pragma once

#include <cstdint>

#include "core/data/image/picture.h"

namespace moonstain {

/// Scales by cubic convolution with a = -0.75, as OpenCV's INTER_CUBIC: four
/// taps a side around (d + 0.5) in / out - 0.5, the picture's border repeated,
/// no antialiasing where a side shrinks.
///
/// Weights are not rounded and the result is, once: so the wheels of OpenCV for
/// x86 do with their vendor's library, all but one value in some 100,000, which
/// differs by 1. With that library off OpenCV rounds weights to 1 / 2048, and 3
/// to 5 % of its values differ by 1 from those.
///
/// Source: Keys 1981, doi:10.1109/TASSP.1981.1163711; opencv-python 4.8.1 and
/// 5.0.0; recipes/hespotex_loocv/METHOD.md 2.7.
///
/// @throws Error on sides below 1
Picture resize_cubic(const Picture& picture, std::int64_t width_px,
                     std::int64_t height_px);

}  // namespace moonstain
