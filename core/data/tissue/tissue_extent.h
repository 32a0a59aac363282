#pragma once

#include <cstdint>
#include <vector>

#include "core/data/image/picture.h"

namespace moonstain {

/// Where a picture changes, [height, width] of 0 and 1: of the grey picture
/// the Scharr gradients across less those down, their absolute values cut at
/// 255, are averaged over 9 x 9 px and rounded; more than 200 is 1.
///
/// Grey is 0.114 R + 0.587 G + 0.299 B to 15 bits: the weights of a picture
/// whose channels stand the other way round, as published. Beyond the border
/// the picture is mirrored, its last row and column not repeated.
///
/// Equal to OpenCV's `cvtColor`, `Sobel` with ksize -1, `convertScaleAbs`,
/// `blur` and `threshold`, to the bit.
std::vector<std::uint8_t> edge_mask(const Picture& picture);

/// Columns [x1, x2) and rows [y1, y2) of a picture.
struct Extent {
  std::int64_t x1 = 0;
  std::int64_t x2 = 0;
  std::int64_t y1 = 0;
  std::int64_t y2 = 0;
  bool operator==(const Extent&) const = default;
};

/// Where the tissue of a slide lies in its smallest level, as HiST crops it:
/// the edges are closed by a square of 25 px, opened by one of 9, and around
/// the part that encloses most (largest_part.h) lies the rectangle of least
/// area (smallest_rectangle.h). The extent is that of its corners, cut to whole
/// numbers; they may lie beyond the picture.
///
/// Nothing of it looks at colour: pen marks and the edge of a cover slip are
/// tissue where they enclose more. The squares are in pixels whatever the scale
/// is.
///
/// @throws Error  "shows no tissue: ..." where no part is left
///
/// Source: recipes/hist_loocv/METHOD.md 4.4.
Extent tissue_extent(const Picture& picture);

}  // namespace moonstain
