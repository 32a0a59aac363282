#pragma once

#include <ATen/core/Tensor.h>

namespace moonstain {

/// Pictures turned counter-clockwise about their middle, as their last two axes
/// are drawn, rows downwards: each pixel is that which lies nearest to where it
/// came from, and 0 where that is outside.
///
/// @param pictures  [..., rows, columns]
///
/// Pixels are those of torchvision's `rotate` (nearest, fill 0), which finds
/// places in float32: another pixel where a place lies halfway between two up
/// to its rounding.
at::Tensor rotated(const at::Tensor& pictures, double degrees);

/// 0.2989 red + 0.587 green + 0.114 blue in all three channels.
/// @param pictures  [spots, 3, rows, columns]
at::Tensor greyscale(const at::Tensor& pictures);

}  // namespace moonstain
