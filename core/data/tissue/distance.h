#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace moonstain {

/// The Euclidean distance of each pixel of a mask to the nearest pixel of
/// background, in px, but no more than `most_px`; 0 in the background. Beyond
/// the picture's border lies nothing, as for SciPy's
/// `distance_transform_edt`.
///
/// @param mask     [height, width], 0 is background
/// @param most_px  1 to 4096
/// @return         [height, width]
///
/// By columns the distance within the column, then by rows the least of
/// hypotenuses: Saito and Toriwaki 1994, doi:10.1016/0031-3203(94)90133-3.
std::vector<float> distance_to_background(std::span<const std::uint8_t> mask,
                                          std::int64_t width_px,
                                          std::int64_t height_px,
                                          std::int64_t most_px);

}  // namespace moonstain
