#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace moonstain {

/// How far a pixel of a smoothed picture sees: 4 sigma, rounded to whole
/// pixels, as SciPy truncates its Gaussian.
std::int64_t gaussian_reach_px(double sigma_px);

/// A picture smoothed by a Gaussian, along columns first and then along rows;
/// beyond its border it goes on as its outermost pixels, as scikit-image's
/// `gaussian` (mode "nearest"). Each pixel is a sum of float32 in one order, so
/// it is the same in every part of a picture that holds what it sees.
///
/// @param values    [height, width]
/// @param sigma_px  0 or more; 0 leaves the picture as it is
/// @return          [height, width]
std::vector<float> gaussian(std::span<const float> values,
                            std::int64_t width_px, std::int64_t height_px,
                            double sigma_px);

}  // namespace moonstain
