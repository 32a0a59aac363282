#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/data/image/image.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// How wide the window around a spot is.
struct WindowOptions {
  std::int64_t side_px = 0;  ///< at full resolution; 0 = as side_um says
  double side_um = 0;        ///< on the tissue; 0 = as the spots are wide
};

/// The side D of a window in px: `side_px`; or `side_um` in the section's
/// scale, to the nearest pixel; or with neither the diameter of a spot, rounded
/// up; or where the dataset does not know that, half the distance between spots
/// (geometry.h), to the nearest pixel.
///
/// @param step    begins the errors: "clipped_patches"
/// @throws Error  where both are given, where what is needed is not known, and
///                where fewer than 2 px are left
///
/// Source: recipes/hespotex_loocv/METHOD.md 2.7 and 2.9.
std::int64_t window_side_px(const Dataset& dataset,
                            const WindowOptions& options,
                            std::string_view step);

/// The window of a spot: with r = floor(D / 2) and the centre truncated to
/// whole pixels, columns [x - r, x + r) and rows [y - r, y + r), of these what
/// lies in the picture. So an odd D gives D - 1 px, and at the border the sides
/// differ.
///
/// @param spot      row of the dataset
/// @param side_px   D, at least 2
/// @param width_px  of the picture, as height_px
/// @throws Error    where nothing of it lies in the picture, naming section,
///                  spot, side and distance
///
/// Source: recipes/hespotex_loocv/METHOD.md 2.7.
Box clipped_window(const Dataset& dataset, std::size_t spot,
                   std::int64_t side_px, std::int64_t width_px,
                   std::int64_t height_px, std::string_view step);

}  // namespace moonstain
