#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace moonstain {

/// Red, green and blue of a value in 0 to 1: viridis, which rises evenly in
/// lightness and reads alike to the colour-blind and in grey print. Seventeen
/// of matplotlib's 256 entries, straight lines between. Values outside are
/// clamped; NaN is a light grey that is not in the scale.
///
/// Source: van der Walt and Smith 2015, matplotlib `viridis` (CC0).
std::array<std::uint8_t, 3> viridis_rgb(double value);

/// The same as "#rrggbb".
std::string viridis(double value);

}  // namespace moonstain
