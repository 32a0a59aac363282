#include "core/learn/network/graph_layers.h"

#include <ATen/Dispatch.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <Eigen/Core>
#include <limits>

#include "core/base/error.h"

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

// The ends of edges as numbers. @throws Error on an edge that leads nowhere
struct Ends {
  const std::int64_t* from;
  const std::int64_t* to;
  std::int64_t count;

  Ends(const Edges& edges, std::int64_t sources, std::int64_t nodes)
      : from(edges.const_data_ptr<std::int64_t>()),
        to(from + edges.size(1)),
        count(edges.size(1)) {
    for (std::int64_t e = 0; e < count; ++e) {
      check(from[e] >= 0 && from[e] < sources && to[e] >= 0 && to[e] < nodes,
            "neighbour_sum: edge ", e, " leads from node ", from[e],
            " to node ", to[e], ", there are ", sources, " and ", nodes);
    }
  }
};

// Edge by edge, without the [edges, width] values that a gathering makes: for
// a graph of spots a tenth of the time. Each sum has the order of the edges.
class NeighbourSum : public torch::autograd::Function<NeighbourSum> {
 public:
  using Context = torch::autograd::AutogradContext;

  static at::Tensor forward(Context* context, const at::Tensor& given,
                            const at::Tensor& edges, const at::Tensor& weights,
                            std::int64_t nodes) {
    const at::Tensor values = given.contiguous();
    context->save_for_backward({values, edges, weights});
    const Ends ends(edges, values.size(0), nodes);
    at::Tensor sums = at::zeros({nodes, values.size(1)}, values.options());
    AT_DISPATCH_FLOATING_TYPES(values.scalar_type(), "neighbour_sum", [&] {
      const Rows<const scalar_t> of(values);
      const Rows<scalar_t> sum(sums);
      const auto* weight = weights.const_data_ptr<scalar_t>();
      for (std::int64_t e = 0; e < ends.count; ++e) {
        sum[ends.to[e]] += weight[e] * of[ends.from[e]];
      }
    });
    return sums;
  }

  static torch::autograd::variable_list backward(
      Context* context, const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &values = saved[0], &edges = saved[1], &weights = saved[2];
    const at::Tensor gradient = gradients[0].contiguous();
    const Ends ends(edges, values.size(0), gradient.size(0));
    at::Tensor d_values, d_weights;
    if (context->needs_input_grad(0)) {
      d_values = at::zeros(values.sizes(), values.options());
    }
    if (context->needs_input_grad(2)) d_weights = at::empty_like(weights);
    AT_DISPATCH_FLOATING_TYPES(values.scalar_type(), "neighbour_sum", [&] {
      const Rows<const scalar_t> of(values);
      const Rows<const scalar_t> d_sum(gradient);
      const auto* weight = weights.const_data_ptr<scalar_t>();
      if (d_values.defined()) {
        const Rows<scalar_t> to(d_values);
        for (std::int64_t e = 0; e < ends.count; ++e) {
          to[ends.from[e]] += weight[e] * d_sum[ends.to[e]];
        }
      }
      if (d_weights.defined()) {
        auto* to = d_weights.mutable_data_ptr<scalar_t>();
        for (std::int64_t e = 0; e < ends.count; ++e) {
          to[e] = (d_sum[ends.to[e]] * of[ends.from[e]]).sum();
        }
      }
    });
    return {d_values, at::Tensor(), d_weights, at::Tensor()};
  }

 private:
  // The rows of a matrix.
  template <typename T>
  class Rows {
   public:
    using Scalar = std::remove_const_t<T>;
    using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
    using Row =
        Eigen::Map<std::conditional_t<std::is_const_v<T>, const Array, Array>>;

    explicit Rows(const at::Tensor& matrix)
        : first_(static_cast<T*>(matrix.data_ptr())), width_(matrix.size(1)) {}
    Row operator[](std::int64_t row) const {
      return Row(first_ + row * width_, width_);
    }

   private:
    T* first_;
    std::int64_t width_;
  };
};

}  // namespace

// The loops read memory of the CPU.
at::Tensor neighbour_sum(const at::Tensor& values, const Edges& edges,
                         const at::Tensor& weights, std::int64_t nodes) {
  return NeighbourSum::apply(values.cpu(), edges.cpu().contiguous(),
                             weights.cpu().contiguous(), nodes)
      .to(values.device());
}

at::Tensor neighbour_mean(const at::Tensor& values, const Edges& edges,
                          std::int64_t nodes) {
  const at::Tensor ones =
      at::ones({edges.size(1)}, values.options().requires_grad(false));
  const at::Tensor degree =
      sum_at_nodes(ones.unsqueeze(1), edges, nodes).clamp_min_(1);
  return neighbour_sum(values, edges, ones, nodes) / degree;
}

at::Tensor edge_softmax(const at::Tensor& logits, const Edges& edges,
                        std::int64_t nodes) {
  at::Tensor largest;
  {
    const c10::NoGradGuard no_gradient;  // it cancels
    largest = at::full({nodes}, -std::numeric_limits<double>::infinity(),
                       logits.options())
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
