#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace moonstain {

/// A pixel: column and row.
struct PixelPlace {
  std::int64_t x = 0;
  std::int64_t y = 0;
  bool operator==(const PixelPlace&) const = default;
};

/// The outline of the part of a mask that encloses most.
struct LargestPart {
  /// Its outermost pixels from the first one of its first row on, each the
  /// neighbour of the next and the last of the first, with the picture's left
  /// side first; a pixel may come twice.
  std::vector<PixelPlace> outline;
  /// Of the polygon through the centres of these pixels, in pixels: holes are
  /// in it, a line of single pixels has none.
  double area = 0;
};

/// Parts of a mask hang together by sides or corners; of equal areas the last
/// that begins counts. As the contour of largest `contourArea` among OpenCV's
/// external ones: those that lie in a hole of another are smaller than it.
///
/// @param mask   [height, width] of 0 and 1, whole rows
/// @return       no outline where the mask is empty
///
/// Source: Suzuki and Abe 1985, doi:10.1016/0734-189X(85)90016-7 (outer
/// borders).
LargestPart largest_part(std::span<const std::uint8_t> mask,
                         std::int64_t width);

}  // namespace moonstain
