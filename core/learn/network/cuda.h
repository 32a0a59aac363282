#pragma once

#include <string>
#include <vector>

namespace moonstain {

/// The GPUs that CUDA finds, in its order: of each the numeric class of a
/// network on it, "torch cuda: 2.13.0, CUDA 13.0, NVIDIA H200". Loads
/// LibTorch's part for CUDA, which the worker program is not linked with; where
/// it lies the environment says (core/engine/worker/gpus.h). To be called
/// before any use of LibTorch: it looks once for its parts.
///
/// @throws Error saying why there is none
std::vector<std::string> cuda_classes();

/// Networks of this process run on that GPU from here on, in float32 without
/// the shorter mantissas of TF32, by algorithms that repeat where there are
/// such. After cuda_classes and prepare_torch.
///
/// @throws Error if a convolution of ones does not give the number it must
void use_cuda(unsigned gpu);

}  // namespace moonstain
