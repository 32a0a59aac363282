#pragma once

#include <cstdint>
#include <vector>

#include "core/data/image/picture.h"

namespace moonstain {

/// Where a slide has colour: glass is white or grey whatever the light, tissue
/// and its stains are not. The saturation of a pixel is (max - min) / max of
/// its channels, 0 of black; tissue has more than Otsu's threshold over the
/// picture (core/stats/otsu.h).
///
/// @return  [height, width], 1 where tissue is, else 0; all 0 of one colour
std::vector<std::uint8_t> saturation_mask(const Picture& picture);

}  // namespace moonstain
