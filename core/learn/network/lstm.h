#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/learn/network/initial.h"

namespace moonstain {

/// Long short-term memory in one direction, as PyTorch's nn.LSTM: gates in the
/// order input, forget, cell, output; two bias vectors a layer; the states
/// start at 0; all tensors start uniform in +-1/sqrt(hidden).
///
/// Source: Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735,
/// with the forget gate of Gers et al. 2000.
class Lstm {
 public:
  Lstm(const Names& names, std::int64_t in, std::int64_t hidden,
       std::int64_t layers);

  /// [time, batch, in] to the top layer's outputs [time, batch, hidden].
  at::Tensor operator()(const at::Tensor& steps) const;

 private:
  std::int64_t hidden_;
  std::int64_t layers_;
  /// weight_ih, weight_hh, bias_ih, bias_hh of each layer.
  std::vector<at::Tensor> parameters_;
};

}  // namespace moonstain
