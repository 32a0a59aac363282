#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace moonstain {

/// A 3 x 3 convolution (padding 1) of maps that are enlarged by bilinear
/// interpolation first, without making the enlarged maps.
///
/// Interpolation acts on each channel alone and a convolution's tap mixes
/// channels at one place, so the two commute: the nine taps are applied to the
/// small maps, nine products of `out` channels, and these are interpolated,
/// shifted by their tap and summed, first along the rows, then along the
/// columns. Equal to at::conv2d(at::upsample_bilinear2d(...)) but for rounding.
/// The work of mixing channels falls by the square of the factor, and nothing
/// of the large size is kept for the gradient.
///
/// @param maps    [batch, in, height, width]
/// @param weight  [out, in, 3, 3]
/// @param bias    [out]
/// @param factor  by which sides grow, 2 or more; positions as PyTorch's with
///                align_corners = false
/// @return        [batch, out, factor * height, factor * width]
/// @throws Error  on other shapes or a smaller factor
at::Tensor upsampled_convolution(const at::Tensor& maps,
                                 const at::Tensor& weight,
                                 const at::Tensor& bias, std::int64_t factor);

}  // namespace moonstain
