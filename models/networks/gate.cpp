#include "models/networks/gate.h"

#include <ATen/ops/elu.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/sigmoid.h>

#include "core/base/error.h"
#include "core/learn/network/graph_layers.h"

namespace moonstain {
namespace {

// Deviation 1.414 sqrt(2 / (in + out)); of an attention vector, which has `out`
// on both sides, 1.414 / sqrt(out).
Law first_values(Fans fans) { return xavier_normal(fans, 1.414); }

at::Tensor sigmoid(const at::Tensor& logits) { return at::sigmoid(logits); }

// A matrix's transpose in the same storage, which has a gradient of its own.
at::Tensor own_transpose(const at::Tensor& matrix) {
  return matrix.detach().t().requires_grad_();
}

}  // namespace

struct Gate::Layers {
  Layers(const GateConfig& config, const Names& names)
      : attention(names / "conv1", config.genes, config.hidden, sigmoid,
                  first_values),
        to_latent((names / "conv2")
                      .drawn("lin_src", {config.hidden, config.latent},
                             first_values({config.hidden, config.latent}))) {}

  GraphAttention attention;
  at::Tensor to_latent;  // [hidden, latent]
  // Parameters of their own with published tying, else undefined.
  at::Tensor from_latent;  // [latent, hidden]
  at::Tensor to_genes;     // [hidden, genes]
};

Gate::Gate(const GateConfig& config, const Initial& initial) {
  check(config.genes >= 1, "gate_model: ", config.genes,
        " genes; at least one is needed");
  layers_ = std::make_unique<Layers>(
      config,
      Names(state_, initial, config.float64 ? at::kDouble : at::kFloat));
  if (config.tying == Tying::published) {
    layers_->from_latent = own_transpose(layers_->to_latent);
    layers_->to_genes = own_transpose(state_.front().value);
  }
}

Gate::~Gate() = default;

Tensors Gate::forward(const Tensors& inputs, Mode) {
  const at::Tensor& expression = inputs.at(0);  // [spots, genes]
  const Edges& edges = inputs.at(1);
  const std::int64_t spots = expression.size(0);
  const Layers& of = *layers_;
  const bool own = of.to_genes.defined();
  const at::Tensor from_latent = own ? of.from_latent : of.to_latent.t();
  const at::Tensor to_genes = own ? of.to_genes : state_.front().value.t();

  const at::Tensor projected = of.attention.project(expression);
  const at::Tensor weights = of.attention.weights(projected, edges);
  const at::Tensor hidden =
      at::elu(neighbour_sum(projected, edges, weights, spots));
  const at::Tensor latents = at::matmul(hidden, of.to_latent);

  // The decoder's attention is the encoder's.
  const at::Tensor decoded = at::elu(
      neighbour_sum(at::matmul(latents, from_latent), edges, weights, spots));
  return {at::matmul(decoded, to_genes), latents};
}

State Gate::moved() const {
  State moved = state_;
  if (layers_->to_genes.defined()) {
    moved.push_back({"conv3.lin_src", layers_->from_latent, true});
    moved.push_back({"conv4.lin_src", layers_->to_genes, true});
  }
  return moved;
}

}  // namespace moonstain
