#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/learn/network/network.h"

namespace moonstain {

/// Adam (Kingma and Ba 2015, arXiv:1412.6980): betas 0.9 and 0.999, epsilon
/// 1e-8, L2 decay added to the gradient (not AdamW), on all parameters of a
/// state. The fused kernel, because it rounds its square roots correctly and
/// takes one pass over the memory; bits are those of
/// torch.optim.Adam(fused=True).
class Adam {
 public:
  Adam(const State& state, double weight_decay);

  /// Updates the parameters from their gradients and forgets the gradients.
  void step(double learning_rate);

 private:
  double weight_decay_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> means_;
  std::vector<at::Tensor> squares_;
  std::vector<at::Tensor> steps_;  // one count, shared by all
};

}  // namespace moonstain
