#pragma once

#include <cstdint>
#include <span>

namespace moonstain {

/// Shares of a tile's pixels that are no tissue, each from 0 to 1.
struct WasteShares {
  double red_pen = 0;
  double green_pen = 0;
  double blue_pen = 0;
  double background = 0;

  double largest() const;
};

/// Which pixels a pen has coloured, and which are glass.
///
/// A pixel is of a pen where it lies within one of the pen's boxes of colours:
/// red above, green and blue below the box's limits for the red pen; red below,
/// green and blue above for the green one; red and green below, blue above for
/// the blue one. The boxes, 9, 15 and 12 of them, are deep-histopath's
/// (Apache-2.0). It is background where its grey value is above `glass_above`.
///
/// @param rgb  [pixels, 3]
/// @return     all 0 without pixels
///
/// Source: CODAIT's deep-histopath, "Whole-slide image preprocessing in
/// Python", pen filters.
WasteShares waste_shares(std::span<const std::uint8_t> rgb, double glass_above);

/// (299 R + 587 G + 114 B) / 1000, rounded down: 0 to 255.
int grey_of(const std::uint8_t* rgb);

}  // namespace moonstain
