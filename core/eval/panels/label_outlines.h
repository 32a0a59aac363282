#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace moonstain {

/// A closed line, in pixels of a picture.
struct ClosedLine {
  std::vector<double> x;  ///< [corners]
  std::vector<double> y;
};

/// The outline of each label but 0 in a part of a label image: its outer border
/// through the middles of the sides of pixels, so that steps of one pixel are
/// slopes; corners on a straight line are left out. Of a label in several
/// pieces the largest. Pixels that touch at a corner are one piece.
///
/// @param labels  [height, width]; pixel (x, y) covers x to x + 1
/// @return        by label
std::map<std::int32_t, ClosedLine> label_outlines(
    std::span<const std::int32_t> labels, std::int64_t width_px,
    std::int64_t height_px);

}  // namespace moonstain
