#include "core/learn/train/adam.h"

#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

namespace moonstain {

Adam::Adam(const State& state, double weight_decay)
    : weight_decay_(weight_decay) {
  const at::Tensor count = at::zeros({}, at::kFloat);
  for (const StateTensor& tensor : state) {
    if (!tensor.trained) continue;
    parameters_.push_back(tensor.value);
    const at::Tensor zeros = at::zeros_like(tensor.value.detach());
    means_.push_back(zeros);
    squares_.push_back(zeros.clone());
    steps_.push_back(count);
  }
}

void Adam::step(double learning_rate) {
  const c10::NoGradGuard no_gradient;
  std::vector<at::Tensor> gradients;
  for (const at::Tensor& parameter : parameters_) {
    gradients.push_back(parameter.grad());
  }
  // The kernel reads the number of this step: it is counted before.
  if (!steps_.empty()) *steps_.front().mutable_data_ptr<float>() += 1;
  at::_fused_adam_(parameters_, gradients, means_, squares_, {}, steps_,
                   learning_rate, /*beta1=*/0.9, /*beta2=*/0.999, weight_decay_,
                   /*eps=*/1e-8, /*amsgrad=*/false, /*maximize=*/false);
  for (const at::Tensor& parameter : parameters_) {
    parameter.mutable_grad().reset();
  }
}

}  // namespace moonstain
