#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// An RGB picture in memory, 8 bits a channel, rows from the top.
struct Picture {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  std::vector<std::uint8_t> rgb;  ///< [height, width, 3]
};

/// Scales with Pillow's bilinear filter, to the same bytes: a triangle whose
/// support grows with the factor when shrinking (so it is antialiased), plain
/// half-pixel-centred bilinear when enlarging, along rows first and then along
/// columns, each pass rounded to 8 bits with 22-bit weights.
///
/// Source: Pillow up to 12, src/libImaging/Resample.c (8 bits per channel).
/// Pillow 13 goes along columns first where the height shrinks more than the
/// width; squares are scaled alike by both.
///
/// @throws Error on sides below 1
Picture resize(const Picture& picture, std::int64_t width_px,
               std::int64_t height_px);

/// The same, no side longer than `longest_px`, the ratio of sides kept; the
/// picture itself when it is small enough.
Picture shrink(const Picture& picture, std::int64_t longest_px);

}  // namespace moonstain
