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

/// Pillow's filters: a triangle, and cubic convolution with a = -0.5 (Keys
/// 1981, doi:10.1109/TASSP.1981.1163711), which reach 1 and 2 pixels.
enum class Resampling { bilinear, bicubic };

/// Scales as Pillow does, to the same bytes: the filter's support grows with
/// the factor when shrinking (so it is antialiased); when enlarging it is plain
/// half-pixel-centred interpolation; weights of pixels inside the picture are
/// made to sum to 1. Along rows first and then along columns, each pass rounded
/// to 8 bits with 22-bit weights.
///
/// Source: Pillow up to 12, src/libImaging/Resample.c (8 bits per channel).
/// Pillow 13 goes along columns first where the height shrinks more than the
/// width; squares are scaled alike by both.
///
/// @throws Error on sides below 1
Picture resize(const Picture& picture, std::int64_t width_px,
               std::int64_t height_px,
               Resampling filter = Resampling::bilinear);

/// Bilinear, no side longer than `longest_px`, the ratio of sides kept; the
/// picture itself when it is small enough.
Picture shrink(const Picture& picture, std::int64_t longest_px);

}  // namespace moonstain
