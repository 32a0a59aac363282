#pragma once

#include <ATen/core/Tensor.h>

namespace moonstain {

/// Pictures of spots as networks of HisToGene's family are given them: numbers
/// 0 to 255, x before y, as the published loaders hold a picture transposed.
///
/// @param pictures  bytes [spots, y, x, 3]
/// @return          float32, [spots, x * y * 3] or [spots, 3, x, y]
at::Tensor patch_vectors(const at::Tensor& pictures);
at::Tensor patch_maps(const at::Tensor& pictures);

}  // namespace moonstain
