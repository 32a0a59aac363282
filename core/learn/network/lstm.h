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
/// What the input says to the gates is one matrix product over all times, and
/// so are the gradients of the weights; at the first time, where the state is
/// 0, there is no product with it. From 256 on the hidden size is rounded up to
/// a multiple of 8 while it computes. For short sequences that is less time
/// than PyTorch's takes, which differs from this in rounding alone. On a GPU it
/// is PyTorch's.
///
/// Source: Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735,
/// with the forget gate of Gers et al. 2000.
class Lstm {
 public:
  /// @param chunk  Sequences that are computed at once. Where a batch has more,
  ///               a layer keeps its inputs and outputs alone, and computes the
  ///               gates of a chunk again for its gradient: 2 values of 12 are
  ///               kept, for a third more work forward. The gradients of
  ///               weights are summed chunk by chunk, so the number is part of
  ///               their last bits. 0: all at once.
  Lstm(const Names& names, std::int64_t in, std::int64_t hidden,
       std::int64_t layers, std::int64_t chunk = 0);

  /// [time, batch, in] to the top layer's outputs [time, batch, hidden].
  at::Tensor operator()(const at::Tensor& steps) const;

 private:
  std::int64_t hidden_;
  std::int64_t layers_;
  std::int64_t chunk_;
  /// weight_ih, weight_hh, bias_ih, bias_hh of each layer.
  std::vector<at::Tensor> parameters_;
};

}  // namespace moonstain
