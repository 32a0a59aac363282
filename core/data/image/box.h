#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace moonstain {

using Rgb = std::array<std::uint8_t, 3>;

/// A rectangle at full resolution, origin top left; may pass the border.
struct Box {
  std::int64_t x_px = 0;
  std::int64_t y_px = 0;
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
};

/// A picture in bands of its whole width, from the top; the last one may be
/// lower. None of a picture without rows.
/// @param band_px  height of a band, above 0
std::vector<Box> bands_of(std::int64_t width_px, std::int64_t height_px,
                          std::int64_t band_px);

/// Boxes in the order in which a pass from the top meets them, by their index;
/// of those that begin in one row the first comes first.
std::vector<std::size_t> by_top(std::span<const Box> boxes);

/// Pixels [height, width, 3] of a box, all of one colour.
/// @throws Error on a box without pixels
std::vector<std::uint8_t> filled_box(const Box& box, Rgb colour);

}  // namespace moonstain
