#include "models/networks/hespotex.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/stack.h>

#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/learn/network/graph_layers.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/lstm.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr const char* kStep = "hespotex_model";
constexpr int kGraphLayers = 4;

// Linear, ReLU, LayerNorm, Linear: the norm comes behind the activation.
class Head {
 public:
  Head(const Names& names, std::int64_t in, std::int64_t width,
       std::int64_t out)
      : first_(names / 0, in, width),
        norm_(names / 2, width),
        second_(names / 3, width, out) {}

  Tensor operator()(const Tensor& values, const Seen& seen) const {
    return second_(told(seen, "2", norm_(at::relu(first_(values)))));
  }

 private:
  Linear first_;
  LayerNorm norm_;
  Linear second_;
};

// Graph layers whose outputs a memory reads as a sequence.
class GraphDecoder {
 public:
  GraphDecoder(const HespotexConfig& config, const Names& names)
      : config_(config), memory_(with_layers(names)) {}

  // [spots, latent] to [spots, genes]
  Tensor operator()(const Tensor& latents, const Edges& edges,
                    const Seen& seen) const {
    std::vector<Tensor> sequence;
    Tensor given = latents;
    for (const Tensor& weight : layers_) {
      const Tensor both = at::cat({given, around(given, edges)}, 1);
      sequence.push_back(told(seen, concat("image_decoder.", sequence.size()),
                              unit_rows(at::relu(at::linear(both, weight)))));
      if (config_.layer_order == LayerOrder::chained) given = sequence.back();
    }
    return told(seen, "jknet.0", memory_(at::stack(sequence))).mean(0);
  }

 private:
  // The state has the layers before the memory.
  Lstm with_layers(const Names& names) {
    const Sizes shape{config_.latent, 2 * config_.latent};
    for (int k = 0; k < kGraphLayers; ++k) {
      layers_.push_back(
          (names / "image_decoder" / k)
              .drawn("weight", shape, xavier_uniform(fans_of(shape))));
    }
    return Lstm(names / "jknet" / 0, config_.latent, config_.genes,
                /*layers=*/2, config_.lstm_spots);
  }

  Tensor around(const Tensor& latents, const Edges& edges) const {
    const Tensor sum = neighbour_sum(
        latents, edges, at::ones({edges.size(1)}, latents.options()),
        latents.size(0));
    return config_.neighbour_term == NeighbourTerm::published
               ? (sum - latents) / (kHespotexNeighbours - 1)
               : sum / kHespotexNeighbours;
  }

  HespotexConfig config_;
  std::vector<Tensor> layers_;  // [latent, 2 latent] each
  Lstm memory_;
};

class SecondStage : public Network {
 public:
  // First of its members in the order of the state.
  SecondStage(const HespotexConfig& config, const Names& names)
      : decoder_(config.output == OutputPart::published
                     ? std::optional<GraphDecoder>(std::in_place, config, names)
                     : std::nullopt),
        latent_head_(names / "latent_head", config.features, config.width,
                     config.latent),
        gene_head_(names / "gene_head", config.latent, config.width,
                   config.genes) {}

  Tensors forward(const Tensors& inputs, Mode) override {
    const Tensor latents =
        told(seen_, "latent_head",
             latent_head_(inputs.at(0), below(seen_, "latent_head")));
    Tensor expression = told(seen_, "gene_head",
                             gene_head_(latents, below(seen_, "gene_head")));
    if (decoder_) {
      expression = (*decoder_)(latents, inputs.at(1), seen_) + expression;
    }
    if (inputs.size() > 2) expression = expression * inputs[2];
    return {expression, latents};
  }

 private:
  std::optional<GraphDecoder> decoder_;
  Head latent_head_;
  Head gene_head_;
};

}  // namespace

std::unique_ptr<Network> hespotex_network(const HespotexConfig& config,
                                          const Initial& initial) {
  check(config.features >= 1 && config.genes >= 1, kStep, ": ", config.features,
        " features and ", config.genes,
        " genes; at least one of each is needed");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<SecondStage>(config, names);
  network->state() = std::move(state);
  return network;
}

void load_published_hespotex(Network& network, Weights weights,
                             std::string_view where) {
  std::erase_if(weights.tensors, [](const NamedTensor& tensor) {
    const std::string& name = tensor.spec.name;
    return name.starts_with("image_encoder.") ||
           name.starts_with("image_projection.") ||
           name.starts_with("image_projection2.");
  });
  load_weights(network.state(), weights, where, kStep);
}

}  // namespace moonstain
