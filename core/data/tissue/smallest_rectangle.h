#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/data/tissue/largest_part.h"

namespace moonstain {

/// The corners of the convex hull of an outline, strictly convex, with the
/// clock as a picture is seen (x right, y down); the outline's first pixel,
/// the first of its first row, comes last.
std::vector<PixelPlace> convex_hull(std::span<const PixelPlace> outline);

/// A corner in pixels, in the arithmetic of OpenCV.
struct RectangleCorner {
  float x = 0;
  float y = 0;
};

/// The corners of the rectangle of least area, turned as it may be, around an
/// outline: one of its sides lies on a side of the hull. Calipers turn around
/// the hull once; of equal areas the last one met counts.
///
/// Every step is in float32 and in the order of OpenCV's `minAreaRect` and
/// `boxPoints`, so that corners cut to whole pixels are the same: the hull's
/// own corners come out some 1e-6 px beside themselves, on either side.
///
/// @param outline  of `largest_part`, with an area
///
/// Source: Toussaint 1983 (rotating calipers); OpenCV 4.10 and 5.0, which agree
/// to the pixel (tests/data/tissue/tissue_extent_test.cpp).
std::array<RectangleCorner, 4> smallest_rectangle(
    std::span<const PixelPlace> outline);

}  // namespace moonstain
