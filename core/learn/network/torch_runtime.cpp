#include "core/learn/network/torch_runtime.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <c10/core/GradMode.h>
#include <malloc.h>
#include <torch/headeronly/version.h>

#include "core/base/error.h"

namespace moonstain {

void prepare_torch() {
  at::set_num_threads(1);
  if (at::get_num_interop_threads() != 1) at::set_num_interop_threads(1);
  auto& context = at::globalContext();
  context.setDeterministicAlgorithms(true, false);
  // Filling every new tensor with NaN finds no error here and costs a pass.
  context.setDeterministicFillUninitializedMemory(false);
  check_sums(at::kCPU);
}

void check_sums(at::Device device) {
  const c10::NoGradGuard no_gradient;
  const at::Tensor maps = at::ones({1, 4, 8, 8}, device);
  const at::Tensor kernel = at::ones({4, 4, 3, 3}, device);
  const float sum = at::conv2d(maps, kernel).sum().item<float>() +
                    at::matmul(maps, maps).sum().item<float>();
  // 4 maps of 6 x 6 sums of 4 * 9 ones, and 4 * 64 sums of 8 ones.
  check(sum == 4 * 36 * 36 + 4 * 64 * 8,
        "LibTorch: a convolution of ones gives ", sum);
}

std::string torch_version() { return TORCH_VERSION; }

std::string torch_capability() { return at::get_cpu_capability(); }

void keep_freed_memory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, 2'000'000'000);
}

}  // namespace moonstain
