#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/learn/network/attention.h"
#include "core/learn/network/layers.h"

namespace moonstain {

struct TransformerBlockConfig {
  std::int64_t width = 1024;  ///< of a token
  std::int64_t heads = 16;
  std::int64_t head_size = 64;  ///< heads * head_size may differ from width
  std::int64_t hidden = 2048;   ///< of the perceptron
  double dropout = 0;
};

/// Tokens that learn of one another, then each by itself:
///
///     x = x + Drop(Linear(attention(LN x)))
///     x = x + Drop(Linear(Drop(GELU(Linear(LN x)))))
///
/// GELU is exact; queries, keys and values come of one map without bias, and
/// every token attends to all. Its state is that of networks for spots that
/// follow HisToGene: `norm`, `fn.to_qkv`, `fn.to_out.0` behind the name of the
/// attention, `norm`, `fn.net.0`, `fn.net.3` behind that of the perceptron.
///
/// Source: Dosovitskiy et al. 2021, arXiv:2010.11929.
class TransformerBlock {
 public:
  /// @param attention, perceptron  the names of the two parts
  TransformerBlock(const Names& attention, const Names& perceptron,
                   const TransformerBlockConfig& config);

  /// [batch, tokens, width] to the same shape.
  at::Tensor operator()(const at::Tensor& tokens, Mode mode);

  /// What each line above adds.
  at::Tensor attended(const at::Tensor& tokens, Mode mode);
  at::Tensor transformed(const at::Tensor& tokens, Mode mode);

 private:
  std::int64_t heads_;
  LayerNorm attention_norm_;
  Linear to_qkv_;
  Linear to_out_;
  Dropout out_dropout_;
  LayerNorm perceptron_norm_;
  Linear widen_;
  Dropout hidden_dropout_;
  Linear narrow_;
  Dropout narrow_dropout_;
};

}  // namespace moonstain
