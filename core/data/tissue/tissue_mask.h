#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace moonstain {

/// How a tissue mask is drawn.
struct MaskOptions {
  /// Half the side of the square that closes gaps between nuclei, in pixels.
  std::int64_t close_px = 5;
  /// A part with less than this share of the stained pixels of the one that has
  /// most is dirt.
  double least_part = 0.1;
  /// Tissue holds at least this much more haematoxylin than what lies around
  /// it, mean against mean. 14 sections of her2st and MOB have 0.042 or more;
  /// noise of 4 grey levels around a bare slide's 240 has 0.004.
  double least_contrast = 0.015;
};

/// Where tissue lies in a picture of low resolution.
///
/// The idea: Otsu's threshold parts haematoxylin in two, which leaves nuclei
/// and what is dense. Gaps between them are closed by a square, what is
/// enclosed on all sides is filled, and parts that hold few stained pixels fall
/// away: dust, however much of it was joined, rings of dried fluid, frames
/// around an array.
///
/// @param haematoxylin  [height, width]
/// @return              [height, width], 1 or 0
/// @throws Error        "shows no tissue: ..." where the two classes are too
///                      near to each other
///
/// Source: Otsu's threshold of haematoxylin as in
/// `recipes/hespotex_loocv/METHOD.md` 6.2; the rest ours.
std::vector<std::uint8_t> tissue_mask(std::span<const float> haematoxylin,
                                      std::int64_t width, std::int64_t height,
                                      const MaskOptions& options = {});

}  // namespace moonstain
