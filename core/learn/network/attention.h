#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/learn/network/layers.h"

namespace moonstain {

/// softmax(q k' / sqrt(size)) v, head by head.
///
/// @param queries, keys, values  [batch, tokens, heads * size]; keys and values
///                               may have other tokens than the queries
/// @return  [batch, tokens of the queries, heads * size]
/// @throws Error unless `heads` divides the width
///
/// Source: Vaswani et al. 2017, arXiv:1706.03762.
at::Tensor attention(const at::Tensor& queries, const at::Tensor& keys,
                     const at::Tensor& values, std::int64_t heads);

/// Multi-head attention with the packed projection, names, order and first
/// values of PyTorch's nn.MultiheadAttention (batch first, no mask): Xavier
/// uniform over the packed weight, biases 0.
class MultiHeadAttention {
 public:
  MultiHeadAttention(const Names& names, std::int64_t width,
                     std::int64_t heads);

  /// All [batch, tokens, width]; for self-attention the same three times.
  at::Tensor operator()(const at::Tensor& queries, const at::Tensor& keys,
                        const at::Tensor& values) const;

  /// The same where each query meets one key alone, [..., width]: the softmax
  /// over one is 1, so that the answer is the value's, whatever query and key
  /// are. Their parts of the packed projection get a gradient of exactly 0.
  at::Tensor of_one_key(const at::Tensor& values) const;

 private:
  std::int64_t heads_;
  at::Tensor in_weight_;  // [3 width, width]: queries, keys, values
  at::Tensor in_bias_;    // [3 width]
  at::Tensor out_weight_;
  at::Tensor out_bias_;
};

}  // namespace moonstain
