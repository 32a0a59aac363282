#include "models/networks/spot_patches.h"

#include <ATen/TensorOperators.h>

namespace moonstain {

at::Tensor patch_vectors(const at::Tensor& pictures) {
  return pictures.permute({0, 2, 1, 3}).flatten(1).to(at::kFloat);
}

at::Tensor patch_maps(const at::Tensor& pictures) {
  return pictures.permute({0, 3, 2, 1}).contiguous().to(at::kFloat);
}

}  // namespace moonstain
