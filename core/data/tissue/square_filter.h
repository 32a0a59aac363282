#pragma once

#include <cstdint>
#include <vector>

namespace moonstain {

/// A mask [height, width] of 0 and 1 grown and shrunk by a square of side
/// 2 half_px + 1. What lies beyond the picture takes no part: a mask that
/// touches the border is not shrunk from there. So OpenCV's `dilate` and
/// `erode` do with a rectangle and their own border; n of either in a row by
/// half_px are one by n half_px.
///
/// @param width    of the picture; the mask holds whole rows
/// @param half_px  from 0 up
void dilate(std::vector<std::uint8_t>& mask, std::int64_t width,
            std::int64_t half_px);
void erode(std::vector<std::uint8_t>& mask, std::int64_t width,
           std::int64_t half_px);

}  // namespace moonstain
