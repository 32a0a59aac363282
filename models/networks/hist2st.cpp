#include "models/networks/hist2st.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <utility>

#include "core/base/error.h"
#include "core/learn/network/picture_transforms.h"

namespace moonstain {
namespace {

using at::Tensor;

std::int64_t width_of(const Hist2stConfig& config) {
  const std::int64_t side = config.patch_px / config.square_px;
  return side * side * config.kept;
}

Convolution depthwise(const Names& names, const Hist2stConfig& config) {
  return {names,
          config.channels,
          config.channels,
          {.side = config.window,
           .padding = config.window / 2,
           .groups = config.channels}};
}

// One row of `transforms`.
Tensor transformed(const Tensor& patches, const double* transform) {
  Tensor made = transform[0] != 0 ? greyscale(patches) : patches;
  if (transform[1] != 0) made = rotated(made, transform[1]);
  if (transform[2] == 0) return made;
  return made.flip({transform[2] == 1 ? 3 : 2});
}

}  // namespace

Hist2ST::Mixer::Mixer(const Names& names, const Hist2stConfig& config)
    : first(depthwise(names / "dw" / 0, config)),
      first_norm(names / "dw" / 1, config.channels),
      second(depthwise(names / "dw" / 3, config)),
      second_norm(names / "dw" / 4, config.channels),
      across(names / "pw" / 0, config.channels, config.channels, Window{}),
      across_norm(names / "pw" / 2, config.channels) {}

Tensor Hist2ST::Mixer::operator()(const Tensor& maps, Mode mode,
                                  const Seen& seen) const {
  const Tensor once = at::gelu(first_norm(first(maps), mode));
  const Tensor twice =
      told(seen, "dw", at::gelu(second_norm(second(once), mode)));
  return across_norm(at::gelu(across(maps + twice)), mode);
}

std::vector<Hist2ST::Mixer> Hist2ST::mixers_of(const Hist2stConfig& config,
                                               const Names& names) {
  std::vector<Mixer> mixers;
  for (int n = 0; n < config.mixers; ++n) {
    mixers.emplace_back(names / "layer1" / n, config);
  }
  return mixers;
}

std::vector<TransformerBlock> Hist2ST::blocks_of(const Hist2stConfig& config,
                                                 const Names& names) {
  std::vector<TransformerBlock> blocks;
  for (int n = 0; n < config.blocks; ++n) {
    const Names block = names / "layer2" / n;
    blocks.emplace_back(block / "attn", block / "ff",
                        TransformerBlockConfig{.width = width_of(config),
                                               .heads = config.heads,
                                               .hidden = width_of(config),
                                               .dropout = config.dropout});
  }
  return blocks;
}

std::vector<Tensor> Hist2ST::graph_of(const Hist2stConfig& config,
                                      const Names& names) {
  const Sizes shape{width_of(config), width_of(config)};
  std::vector<Tensor> layers;
  for (int n = 0; n < config.graph_layers; ++n) {
    layers.push_back(
        (names / "layer3" / n)
            .drawn("weight", shape, xavier_uniform(fans_of(shape))));
  }
  return layers;
}

Hist2ST::Hist2ST(const Hist2stConfig& config, const Names& names)
    : patch_embedding_(names / "patch_embedding", 3, config.channels,
                       {.side = config.square_px, .stride = config.square_px}),
      positions_(names, width_of(config), config.cells),
      dropout_(names / "dropout", config.dropout),
      mixers_(mixers_of(config, names / "vit" / "transformer")),
      blocks_(blocks_of(config, names / "vit" / "transformer")),
      graph_(graph_of(config, names / "vit" / "transformer")),
      memory_(names / "vit" / "transformer" / "jknet" / 0, width_of(config),
              width_of(config), /*layers=*/2),
      down_(names / "vit" / "transformer" / "down" / 0, config.channels,
            config.kept, Window{}),
      counts_(names, width_of(config), config.genes),
      weight_hidden_(names / "coef" / 0, width_of(config), width_of(config)),
      weight_(names / "coef" / 2, width_of(config), 1),
      head_norm_(names / "gene_head" / 0, width_of(config)),
      head_(names / "gene_head" / 1, width_of(config), config.genes) {}

Tensor Hist2ST::mixed(const Tensor& patches, Mode mode) {
  Tensor maps =  // [spots, 32, side / 7, side / 7]
      dropout_(told(seen_, "patch_embedding", patch_embedding_(patches)), mode);
  const Seen seen = below(seen_, "vit.transformer");
  for (std::size_t i = 0; i < mixers_.size(); ++i) {
    maps = mixers_[i](maps, mode, below(seen, concat("layer1.", i)));
  }
  told(seen, "layer1", maps);
  return told(seen, "down", down_(maps).flatten(1));
}

Tensor Hist2ST::related(const Tensor& values, const Tensor& positions,
                        Mode mode) {
  Tensor tokens =
      (values + positions_.x(positions) + positions_.y(positions)).unsqueeze(0);
  for (TransformerBlock& block : blocks_) tokens = block(tokens, mode);
  return told(seen_, "vit.transformer.layer2", tokens.squeeze(0));
}

Tensor Hist2ST::neighbourhoods(const Tensor& values, const Edges& edges) const {
  std::vector<Tensor> layers;
  Tensor given = values;
  for (const Tensor& weight : graph_) {
    given = graph_layer(given, edges, weight);
    told(seen_, concat("vit.transformer.layer3.", layers.size()), given);
    layers.push_back(given);
  }
  return at::stack(layers);
}

Tensor Hist2ST::spot_vectors(const Tensor& patches, const Tensors& inputs,
                             Mode mode) {
  const Tensor informed = related(mixed(patches, mode), inputs.at(1), mode);
  const Tensor layers = told(seen_, "vit.transformer.jknet",
                             memory_(neighbourhoods(informed, inputs.at(2))));
  return told(seen_, "vit", layers.mean(0));
}

Tensor Hist2ST::expression(const Tensor& vectors) const {
  return head_(head_norm_(vectors));
}

Tensor Hist2ST::weight(const Tensor& vectors) const {
  return told(seen_, "coef", weight_(at::relu(weight_hidden_(vectors))));
}

Tensor Hist2ST::distilled(const Tensors& inputs, Mode mode) {
  const Tensor transforms = inputs.at(3).cpu().contiguous();
  std::vector<Tensor> said, weights;
  for (std::int64_t pass = 0; pass < transforms.size(0); ++pass) {
    const Tensor vectors = spot_vectors(
        transformed(inputs.at(0), transforms[pass].const_data_ptr<double>()),
        inputs, mode);
    said.push_back(expression(vectors));
    weights.push_back(weight(vectors));
  }
  return (at::softmax(at::stack(weights), 0) * at::stack(said)).sum(0);
}

Tensors Hist2ST::forward(const Tensors& inputs, Mode mode) {
  const Tensor vectors = spot_vectors(inputs.at(0), inputs, mode);
  const CountLaw law = counts_(vectors);
  Tensors outputs{expression(vectors), law.mean, law.dispersion,
                  law.extra_zeros, weight(vectors)};
  if (mode == Mode::training && inputs.size() > 3) {
    outputs.push_back(distilled(inputs, mode));
  }
  return outputs;
}

Tensor graph_layer(const Tensor& values, const Edges& edges,
                   const Tensor& weight) {
  const Tensor around = neighbour_mean(values, edges, values.size(0));
  return unit_rows(at::relu(at::linear(around, weight)));
}

std::unique_ptr<Hist2ST> hist2st_network(const Hist2stConfig& config,
                                         const Initial& initial) {
  check(config.genes >= 1 && config.mixers >= 1 && config.blocks >= 1 &&
            config.graph_layers >= 1,
        "hist2st_model: ", config.genes, " genes, ", config.mixers, " mixers, ",
        config.blocks, " blocks and ", config.graph_layers,
        " graph layers; at least one of each is needed");
  check(config.square_px >= 1 && config.patch_px >= config.square_px &&
            config.patch_px % config.square_px == 0,
        "hist2st_model: patches of ", config.patch_px,
        " px; the side must be a multiple of ", config.square_px);
  check(config.window % 2 == 1, "hist2st_model: windows of ", config.window,
        " x ", config.window,
        "; their side must be odd, so that maps keep their size");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<Hist2ST>(config, names);
  network->state() = std::move(state);
  return network;
}

ObjectiveTerm distillation_term(double weight) {
  const auto value = [](const Tensors& outputs, const Batch&) {
    if (outputs.size() <= kHist2stDistilled) {
      return at::zeros({}, outputs.at(0).options());
    }
    return at::mse_loss(outputs.at(kHist2stDistilled), outputs.at(0));
  };
  return {"distillation", weight, value, {}};
}

}  // namespace moonstain
