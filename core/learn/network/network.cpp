#include "core/learn/network/network.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <cstring>

#include "core/base/error.h"

namespace moonstain {
namespace {

Dtype dtype_of(at::ScalarType type) {
  switch (type) {
    case at::ScalarType::Float:
      return Dtype::F32;
    case at::ScalarType::Double:
      return Dtype::F64;
    case at::ScalarType::Long:
      return Dtype::I64;
    default:
      fail("a state of ", c10::toString(type), " is not stored");
  }
}

}  // namespace

Matrix rows_of(const at::Tensor& values) {
  check(values.dim() == 2, "rows_of: a tensor of ", values.dim(),
        " dimension(s); expected [rows, columns]");
  const at::Tensor rows = values.cpu().contiguous();
  return Eigen::Map<const Matrix>(rows.const_data_ptr<float>(), rows.size(0),
                                  rows.size(1));
}

std::int64_t parameters_of(const State& state) {
  std::int64_t count = 0;
  for (const StateTensor& tensor : state) {
    if (tensor.trained) count += tensor.value.numel();
  }
  return count;
}

std::vector<TensorSpec> state_specs(const State& state) {
  std::vector<TensorSpec> specs;
  for (const StateTensor& tensor : state) {
    specs.push_back({tensor.name, dtype_of(tensor.value.scalar_type()),
                     tensor.value.sizes().vec()});
  }
  return specs;
}

Weights weights_of(const State& state) {
  Weights weights;
  for (TensorSpec& spec : state_specs(state)) {
    const at::Tensor value = state[weights.tensors.size()].value.cpu();
    check(value.is_contiguous(), "state tensor ", spec.name,
          " is not contiguous");
    weights.tensors.push_back(
        {std::move(spec),
         std::string(static_cast<const char*>(value.data_ptr()),
                     value.nbytes())});
  }
  return weights;
}

void load_weights(State& state, const Weights& weights, std::string_view where,
                  std::string_view network) {
  check_weights(weights, state_specs(state), where, network);
  const c10::NoGradGuard no_gradient;
  for (StateTensor& tensor : state) {
    const std::string& bytes = weights.tensor(tensor.name).bytes;
    at::Tensor& to = tensor.value;
    at::Tensor here =
        to.is_cpu() ? to : at::empty(to.sizes(), to.options().device(at::kCPU));
    std::memcpy(here.data_ptr(), bytes.data(), bytes.size());
    if (!to.is_cpu()) to.copy_(here);
  }
}

}  // namespace moonstain
