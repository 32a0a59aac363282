#include "core/learn/network/transformer_block.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/gelu.h>

namespace moonstain {

TransformerBlock::TransformerBlock(const Names& attention,
                                   const Names& perceptron,
                                   const TransformerBlockConfig& config)
    : heads_(config.heads),
      attention_norm_(attention / "norm", config.width),
      to_qkv_(attention / "fn" / "to_qkv", config.width,
              3 * config.heads * config.head_size, Bias::none),
      to_out_(attention / "fn" / "to_out" / 0, config.heads * config.head_size,
              config.width),
      out_dropout_(attention / "fn" / "to_out" / 1, config.dropout),
      perceptron_norm_(perceptron / "norm", config.width),
      widen_(perceptron / "fn" / "net" / 0, config.width, config.hidden),
      hidden_dropout_(perceptron / "fn" / "net" / 2, config.dropout),
      narrow_(perceptron / "fn" / "net" / 3, config.hidden, config.width),
      narrow_dropout_(perceptron / "fn" / "net" / 4, config.dropout) {}

at::Tensor TransformerBlock::attended(const at::Tensor& tokens, Mode mode) {
  const auto parts = to_qkv_(attention_norm_(tokens)).chunk(3, -1);
  return out_dropout_(to_out_(attention(parts[0], parts[1], parts[2], heads_)),
                      mode);
}

at::Tensor TransformerBlock::transformed(const at::Tensor& tokens, Mode mode) {
  const at::Tensor hidden = at::gelu(widen_(perceptron_norm_(tokens)));
  return narrow_dropout_(narrow_(hidden_dropout_(hidden, mode)), mode);
}

at::Tensor TransformerBlock::operator()(const at::Tensor& tokens, Mode mode) {
  const at::Tensor informed = tokens + attended(tokens, mode);
  return informed + transformed(informed, mode);
}

}  // namespace moonstain
