#include "core/learn/network/attention.h"

#include <ATen/ops/linear.h>
#include <ATen/ops/scaled_dot_product_attention.h>

#include "core/base/error.h"

namespace moonstain {
namespace {

// [batch, tokens, heads * size] -> [batch, heads, tokens, size]
at::Tensor by_head(const at::Tensor& values, std::int64_t heads) {
  return values.unflatten(2, {heads, values.size(2) / heads}).transpose(1, 2);
}

}  // namespace

at::Tensor attention(const at::Tensor& queries, const at::Tensor& keys,
                     const at::Tensor& values, std::int64_t heads) {
  check(heads >= 1 && queries.size(2) % heads == 0, "attention: ", heads,
        " heads do not divide a width of ", queries.size(2));
  return at::scaled_dot_product_attention(by_head(queries, heads),
                                          by_head(keys, heads),
                                          by_head(values, heads))
      .transpose(1, 2)
      .flatten(2);
}

MultiHeadAttention::MultiHeadAttention(const Names& names, std::int64_t width,
                                       std::int64_t heads)
    : heads_(heads),
      in_weight_(names.drawn("in_proj_weight", {3 * width, width},
                             xavier_uniform({width, 3 * width}))),
      in_bias_(names.constant("in_proj_bias", {3 * width}, 0)),
      out_weight_((names / "out_proj")
                      .drawn("weight", {width, width}, by_fan_in(width))),
      out_bias_((names / "out_proj").constant("bias", {width}, 0)) {}

at::Tensor MultiHeadAttention::operator()(const at::Tensor& queries,
                                          const at::Tensor& keys,
                                          const at::Tensor& values) const {
  const auto weights = in_weight_.chunk(3);
  const auto biases = in_bias_.chunk(3);
  const at::Tensor attended =
      attention(at::linear(queries, weights[0], biases[0]),
                at::linear(keys, weights[1], biases[1]),
                at::linear(values, weights[2], biases[2]), heads_);
  return at::linear(attended, out_weight_, out_bias_);
}

at::Tensor MultiHeadAttention::of_one_key(const at::Tensor& values) const {
  return at::linear(
      at::linear(values, in_weight_.chunk(3)[2], in_bias_.chunk(3)[2]),
      out_weight_, out_bias_);
}

}  // namespace moonstain
