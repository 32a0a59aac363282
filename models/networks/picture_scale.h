#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/learn/examples/spot_section.h"

namespace moonstain {

/// Mean and deviation (divisor n) of each channel over all pixels of the
/// training pictures, of values from 0 to 1: float32 [2, 3].
/// @throws Error where a channel is the same everywhere
at::Tensor picture_scale(const std::vector<SpotSection>& sections);

/// Pictures as bytes, [spots, y, x, 3], less the mean and divided by the
/// deviation: float32 [spots, 3, y, x].
at::Tensor scaled_pictures(const at::Tensor& bytes, const at::Tensor& scale);

}  // namespace moonstain
