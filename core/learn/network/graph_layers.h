#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

#include "core/learn/network/layers.h"

namespace moonstain {

/// Edges of a graph: int64 [2, edges], in row 0 the node that an edge comes
/// from, in row 1 the node that it goes to. A node is its own neighbour only
/// where such an edge stands there.
///
/// Sums run over the edges in their order, so the order is part of the number.
using Edges = at::Tensor;

/// Sum over each node's incoming edges of weight * value: [nodes, width].
/// @param values   [nodes of origin, width]
/// @param weights  [edges]
at::Tensor neighbour_sum(const at::Tensor& values, const Edges& edges,
                         const at::Tensor& weights, std::int64_t nodes);

/// Mean over each node's incoming edges, [nodes, width]; 0 where there is none.
at::Tensor neighbour_mean(const at::Tensor& values, const Edges& edges,
                          std::int64_t nodes);

/// Softmax over the edges that come into one node, [edges]: the largest logit
/// is subtracted and 1e-16 added to the sum.
at::Tensor edge_softmax(const at::Tensor& logits, const Edges& edges,
                        std::int64_t nodes);

/// Each row divided by its Euclidean norm, or by 1e-12 if that is smaller.
at::Tensor unit_rows(const at::Tensor& values);

/// GraphSAGE with the mean: W1 (mean of the neighbours) + b + W2 (self), under
/// the names lin_l and lin_r.
///
/// Source: Hamilton et al. 2017, arXiv:1706.02216.
class SageConvolution {
 public:
  SageConvolution(const Names& names, std::int64_t in, std::int64_t out);
  /// [nodes, in] to [nodes, out]
  at::Tensor operator()(const at::Tensor& values, const Edges& edges) const;

 private:
  Linear neighbours_;
  Linear self_;
};

/// Graph attention of one head without bias: with P = X W, edge j -> i gets
/// the logit s(a_src . P_j + a_dst . P_i), and node i the sum of P_j weighted
/// by the softmax over its incoming edges. The weight `lin_src` is stored
/// [in, out], the vectors `att_src` and `att_dst` [1, 1, out].
///
/// Source: Velickovic et al. 2018, arXiv:1710.10903, where s is a leaky ReLU;
/// in STAGATE (Dong and Zhang 2022, doi:10.1038/s41467-022-29439-6) a sigmoid.
class GraphAttention {
 public:
  using Score = std::function<at::Tensor(const at::Tensor&)>;

  /// @param law  what the first values of each tensor follow, by its fans
  GraphAttention(const Names& names, std::int64_t in, std::int64_t out,
                 Score score, const std::function<Law(Fans)>& law);

  at::Tensor project(const at::Tensor& values) const;  ///< P
  /// Attention [edges] of the projected values.
  at::Tensor weights(const at::Tensor& projected, const Edges& edges) const;
  /// [nodes, in] to [nodes, out]
  at::Tensor operator()(const at::Tensor& values, const Edges& edges) const;

 private:
  Score score_;
  at::Tensor lin_src_;
  at::Tensor att_src_;
  at::Tensor att_dst_;
};

}  // namespace moonstain
