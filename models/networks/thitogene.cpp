#include "models/networks/thitogene.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/full.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/zeros_like.h>

#include <string>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr std::int64_t kGraphWidth = 1024;  // of a head
constexpr std::int64_t kGraphOut = 512;
constexpr std::int64_t kHeadWidth = 1024;

Tensor from_xavier(const Names& names, const char* name, const Sizes& shape) {
  return names.drawn(name, shape, xavier_uniform(fans_of(shape), 1.414));
}

// Spots that are at the `end` of no edge: 0 where they come from, 1 where they
// lead.
Tensor at_no_edge(const Edges& edges, std::int64_t end, std::int64_t spots) {
  return at::ones({spots}, edges.options().dtype(at::kBool))
      .index_fill(0, edges.select(0, end), false)
      .nonzero()
      .flatten();
}

}  // namespace

SpotAttention::SpotAttention(const Names& names, std::int64_t in,
                             std::int64_t out, AttentionAxis axis,
                             double dropout)
    : axis_(axis),
      weight_(from_xavier(names, "W", {in, out})),
      attention_(from_xavier(names, "a", {2 * out, 1})),
      dropout_(names / "dropout", dropout) {}

// What spots get beside their edges, from softmaxes over none of them: [spots,
// out], or undefined where there is no such softmax.
Tensor SpotAttention::without_edges(const Tensor& projected, const Edges& edges,
                                    Mode mode) {
  const std::int64_t spots = projected.size(0);
  const bool faithful = axis_ == AttentionAxis::faithful;
  const Tensor which = at_no_edge(edges, faithful ? 0 : 1, spots);
  if (which.numel() == 0) return {};
  const double uniform = 1 / static_cast<double>(spots);
  const auto share = [&](std::int64_t rows, std::int64_t columns) {
    return dropout_(at::full({rows, columns}, uniform, projected.options()),
                    mode);
  };
  if (faithful) {
    return at::matmul(share(spots, which.numel()),
                      projected.index_select(0, which));
  }
  return at::zeros_like(projected).index_copy(
      0, which, at::matmul(share(which.numel(), spots), projected));
}

Tensor SpotAttention::operator()(const Tensor& values, const Edges& edges,
                                 Mode mode) {
  const Tensor projected = at::matmul(values, weight_);
  const std::int64_t spots = projected.size(0);
  const auto logit = [&](std::int64_t part) {
    return at::matmul(projected, attention_.chunk(2)[part]).flatten();
  };
  const Tensor logits =
      at::leaky_relu(logit(0).index_select(0, edges.select(0, 1)) +
                         logit(1).index_select(0, edges.select(0, 0)),
                     0.01);
  const bool faithful = axis_ == AttentionAxis::faithful;
  const Tensor attention =
      edge_softmax(logits, faithful ? edges.flip(0) : edges, spots);
  Tensor sum =
      neighbour_sum(projected, edges, dropout_(attention, mode), spots);
  const Tensor uniform = without_edges(projected, edges, mode);
  if (uniform.defined()) sum = sum + uniform;
  return at::elu(sum);
}

std::vector<TransformerBlock> THItoGene::blocks_of(
    const ThitogeneConfig& config, const Names& names) const {
  std::vector<TransformerBlock> blocks;
  for (int n = 0; n < config.blocks; ++n) {
    const Names block = names / "vit" / "transformer" / "layers" / n;
    blocks.emplace_back(block / 0, block / 1,
                        TransformerBlockConfig{.width = width_,
                                               .heads = config.heads,
                                               .hidden = config.hidden,
                                               .dropout = config.dropout});
  }
  return blocks;
}

std::vector<SpotAttention> THItoGene::heads_of(const ThitogeneConfig& config,
                                               const Names& names) const {
  std::vector<SpotAttention> heads;
  for (std::int64_t n = 0; n < config.graph_heads; ++n) {
    heads.emplace_back(names / "gat" / ("attention_" + std::to_string(n)),
                       width_, kGraphWidth, config.attention, config.dropout);
  }
  return heads;
}

THItoGene::THItoGene(const ThitogeneConfig& config, const Names& names)
    : width_((config.capsules + 2) * config.capsule_length),
      convolution_(names / "odconv2d", {}),
      capsules_(names / "caps_layer",
                {.out = config.capsules, .length = config.capsule_length}),
      positions_(names, config.capsule_length, config.cells),
      dropout_(names / "vit" / "dropout", config.dropout),
      blocks_(blocks_of(config, names)),
      graph_dropout_(names / "gat" / "dropout", config.dropout),
      heads_(heads_of(config, names)),
      joined_dropout_(names / "gat" / "joined_dropout", config.dropout),
      last_head_(names / "gat" / "out_att", config.graph_heads * kGraphWidth,
                 kGraphOut, config.attention, config.dropout),
      hidden_(names / "gene_head" / 0, kGraphOut, kHeadWidth),
      norm_(names / "gene_head" / 2, kHeadWidth),
      output_(names / "gene_head" / 3, kHeadWidth, config.genes) {}

Tensor THItoGene::placed(const Tensor& capsules,
                         const Tensor& positions) const {
  return at::cat({capsules, positions_.x(positions).unsqueeze(1),
                  positions_.y(positions).unsqueeze(1)},
                 1)
      .flatten(1);
}

Tensor THItoGene::related(const Tensor& values, Mode mode) {
  Tensor tokens = dropout_(values, mode).unsqueeze(0);
  for (TransformerBlock& block : blocks_) tokens = block(tokens, mode);
  return told(seen_, "vit", tokens.squeeze(0));
}

Tensor THItoGene::attended(const Tensor& values, const Edges& edges,
                           Mode mode) {
  const Tensor given = graph_dropout_(values, mode);
  std::vector<Tensor> said;
  for (SpotAttention& head : heads_) {
    said.push_back(told(seen_, concat("gat.attention_", said.size()),
                        head(given, edges, mode)));
  }
  return told(seen_, "gat",
              last_head_(joined_dropout_(at::cat(said, 1), mode), edges, mode));
}

Tensors THItoGene::forward(const Tensors& inputs, Mode mode) {
  const Tensor maps =
      at::relu(told(seen_, "odconv2d", convolution_(inputs.at(0), mode)));
  const Tensor capsules = told(
      seen_, "caps_layer", capsules_(maps, mode, below(seen_, "caps_layer")));
  const Tensor heard = attended(related(placed(capsules, inputs.at(1)), mode),
                                inputs.at(2), mode);
  return {output_(told(seen_, "gene_head.2", norm_(at::relu(hidden_(heard)))))};
}

std::unique_ptr<THItoGene> thitogene_network(const ThitogeneConfig& config,
                                             const Initial& initial) {
  check(config.genes >= 1 && config.capsules >= 1 && config.blocks >= 1 &&
            config.graph_heads >= 1,
        "thitogene_model: ", config.genes, " genes, ", config.capsules,
        " capsules, ", config.blocks, " blocks and ", config.graph_heads,
        " graph heads; at least one of each is needed");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<THItoGene>(config, names);
  network->state() = std::move(state);
  return network;
}

}  // namespace moonstain
