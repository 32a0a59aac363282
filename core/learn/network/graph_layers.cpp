#include "core/learn/network/graph_layers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <limits>

namespace moonstain {
namespace {

at::Tensor from(const Edges& edges) { return edges.select(0, 0); }
at::Tensor to(const Edges& edges) { return edges.select(0, 1); }

// [edges, width] to [nodes, width]
at::Tensor sum_at_nodes(const at::Tensor& values, const Edges& edges,
                        std::int64_t nodes) {
  return at::zeros({nodes, values.size(1)}, values.options())
      .index_add(0, to(edges), values);
}

}  // namespace

at::Tensor neighbour_sum(const at::Tensor& values, const Edges& edges,
                         const at::Tensor& weights, std::int64_t nodes) {
  return sum_at_nodes(
      values.index_select(0, from(edges)) * weights.unsqueeze(1), edges, nodes);
}

at::Tensor neighbour_mean(const at::Tensor& values, const Edges& edges,
                          std::int64_t nodes) {
  const at::Tensor ones = at::ones({edges.size(1), 1}, values.scalar_type());
  const at::Tensor degree = sum_at_nodes(ones, edges, nodes).clamp_min_(1);
  return sum_at_nodes(values.index_select(0, from(edges)), edges, nodes) /
         degree;
}

at::Tensor edge_softmax(const at::Tensor& logits, const Edges& edges,
                        std::int64_t nodes) {
  at::Tensor largest;
  {
    const c10::NoGradGuard no_gradient;  // it cancels
    largest = at::full({nodes}, -std::numeric_limits<double>::infinity(),
                       logits.scalar_type())
                  .scatter_reduce(0, to(edges), logits, "amax")
                  .index_select(0, to(edges));
  }
  const at::Tensor powers = at::exp(logits - largest);
  const at::Tensor sums =
      sum_at_nodes(powers.unsqueeze(1), edges, nodes).squeeze(1) + 1e-16;
  return powers / sums.index_select(0, to(edges));
}

at::Tensor unit_rows(const at::Tensor& values) {
  return values / at::linalg_vector_norm(values, 2, {1}, /*keepdim=*/true)
                      .clamp_min(1e-12);
}

SageConvolution::SageConvolution(const Names& names, std::int64_t in,
                                 std::int64_t out)
    : neighbours_(names / "lin_l", in, out),
      self_(names / "lin_r", in, out, Bias::none) {}

at::Tensor SageConvolution::operator()(const at::Tensor& values,
                                       const Edges& edges) const {
  return neighbours_(neighbour_mean(values, edges, values.size(0))) +
         self_(values);
}

GraphAttention::GraphAttention(const Names& names, std::int64_t in,
                               std::int64_t out, Score score,
                               const std::function<Law(Fans)>& law)
    : score_(std::move(score)) {
  const auto drawn = [&](const char* name, const Sizes& shape) {
    return names.drawn(name, shape, law(fans_of(shape)));
  };
  lin_src_ = drawn("lin_src", {in, out});
  att_src_ = drawn("att_src", {1, 1, out});
  att_dst_ = drawn("att_dst", {1, 1, out});
}

at::Tensor GraphAttention::project(const at::Tensor& values) const {
  return at::matmul(values, lin_src_);
}

at::Tensor GraphAttention::weights(const at::Tensor& projected,
                                   const Edges& edges) const {
  const at::Tensor source = at::matmul(projected, att_src_.flatten());
  const at::Tensor target = at::matmul(projected, att_dst_.flatten());
  const at::Tensor logits = score_(source.index_select(0, from(edges)) +
                                   target.index_select(0, to(edges)));
  return edge_softmax(logits, edges, projected.size(0));
}

at::Tensor GraphAttention::operator()(const at::Tensor& values,
                                      const Edges& edges) const {
  const at::Tensor projected = project(values);
  return neighbour_sum(projected, edges, weights(projected, edges),
                       values.size(0));
}

}  // namespace moonstain
