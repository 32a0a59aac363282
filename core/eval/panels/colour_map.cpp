#include "core/eval/panels/colour_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace moonstain {
namespace {

using Colour = std::array<int, 3>;

// Entries 0, 16, 32, ..., 240, 255 of viridis.
constexpr std::array<Colour, 17> kAnchors{{{68, 1, 84},
                                           {72, 24, 106},
                                           {71, 45, 123},
                                           {66, 64, 134},
                                           {59, 82, 139},
                                           {51, 99, 141},
                                           {44, 114, 142},
                                           {38, 130, 142},
                                           {33, 145, 140},
                                           {31, 160, 136},
                                           {40, 174, 128},
                                           {63, 188, 115},
                                           {94, 201, 98},
                                           {132, 212, 75},
                                           {173, 220, 48},
                                           {216, 226, 25},
                                           {253, 231, 37}}};

}  // namespace

std::array<std::uint8_t, 3> viridis_rgb(double value) {
  if (std::isnan(value)) {
    return {0xd9, 0xd9, 0xd9};
  }
  const double at = std::clamp(value, 0.0, 1.0) * (kAnchors.size() - 1);
  const auto low =
      std::min<std::size_t>(static_cast<std::size_t>(at), kAnchors.size() - 2);
  const double share = at - static_cast<double>(low);
  std::array<std::uint8_t, 3> rgb{};
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const int a = kAnchors[low][channel];
    const int b = kAnchors[low + 1][channel];
    rgb[channel] = static_cast<std::uint8_t>(std::lround(a + (b - a) * share));
  }
  return rgb;
}

std::string viridis(double value) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out = "#";
  for (const std::uint8_t part : viridis_rgb(value)) {
    out += kHex[part / 16];
    out += kHex[part % 16];
  }
  return out;
}

}  // namespace moonstain
