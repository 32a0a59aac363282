#pragma once

#include <algorithm>
#include <cstdint>

namespace moonstain {

/// The nearest byte, of two the even one. For values far below 2^22, where
/// adding and taking away 1.5 2^23 leaves a whole number; a call to the C
/// library would be most of the time of scaling a picture.
inline std::uint8_t rounded_byte(float value) {
  constexpr float kWhole = 12582912.F;
  const float whole = (value + kWhole) - kWhole;
  return static_cast<std::uint8_t>(
      std::clamp(static_cast<std::int32_t>(whole), 0, 255));
}

}  // namespace moonstain
