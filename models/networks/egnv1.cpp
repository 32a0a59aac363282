#include "models/networks/egnv1.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>

#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/learn/network/attention.h"
#include "core/learn/network/layers.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr const char* kStep = "egnv1_model";
constexpr double kTemperature = 0.1;  // of the pooling, and below its share
constexpr double kShare = 0.5;
constexpr std::int64_t kGateWidth = 4;  // times the size of a head

class SelfAttention {
 public:
  SelfAttention(const Names& names, const Egnv1Config& config)
      : heads_(config.heads),
        norm_(names / "norm", config.width),
        to_qkv_(names / "fn" / "to_qkv", config.width,
                3 * config.heads * config.head_size, Bias::none),
        to_out_(names / "fn" / "to_out" / 0, config.heads * config.head_size,
                config.width) {}

  // Tokens [spots, tokens, width] to what is added to them.
  Tensor operator()(const Tensor& tokens) const {
    const auto parts = to_qkv_(norm_(tokens)).chunk(3, -1);
    return to_out_(attention(parts[0], parts[1], parts[2], heads_));
  }

 private:
  std::int64_t heads_;
  LayerNorm norm_;
  Linear to_qkv_;
  Linear to_out_;
};

class Perceptron {
 public:
  Perceptron(const Names& names, std::int64_t width, std::int64_t hidden)
      : norm_(names / "norm", width),
        widen_(names / "fn" / "net" / 0, width, hidden),
        narrow_(names / "fn" / "net" / 3, hidden, width) {}

  Tensor operator()(const Tensor& values) const {
    return narrow_(at::gelu(widen_(norm_(values))));
  }

 private:
  LayerNorm norm_;
  Linear widen_;
  Linear narrow_;
};

struct Guides {
  Tensor query;      // [spots, 1, width]
  Tensor exemplars;  // [spots, exemplars, width]
  Tensor value;      // the same, of their expression
};

class Projector {
 public:
  Projector(const Names& names, const Egnv1Config& config)
      : layers_(layers_of(names / "layers", config)),
        query_(names / "proq", config.features, config.width),
        exemplar_(names / "proe", config.features + config.exemplar_genes,
                  config.width),
        value_(names / "to_v", config.exemplar_genes, config.width) {}

  Guides operator()(const Tensor& features, const Tensor& exemplars,
                    const Tensor& expression, const Seen& seen) const {
    Guides made{
        told(seen, "proq", query_(features.unsqueeze(1))),
        told(seen, "proe", exemplar_(at::cat({exemplars, expression}, -1))),
        told(seen, "to_v", value_(expression))};
    for (const Perceptron& layer : layers_) {
      made.query = made.query + layer(made.query);
      made.exemplars = made.exemplars + layer(made.exemplars);
    }
    return made;
  }

 private:
  static std::vector<Perceptron> layers_of(const Names& names,
                                           const Egnv1Config& config) {
    std::vector<Perceptron> layers;
    for (int i = 0; i < config.projector_layers; ++i) {
      layers.emplace_back(names / i, config.width, config.width);
    }
    return layers;
  }

  std::vector<Perceptron> layers_;
  Linear query_;
  Linear exemplar_;
  Linear value_;
};

// What exemplars tell a query, and each of them itself: their value, as far as
// gates let through that are made of the two.
class Update {
 public:
  Update(const Names& names, const Egnv1Config& config)
      : hidden_(names / "query" / 0, 2 * config.width,
                kGateWidth * config.exemplar_head_size),
        gates_(names / "query" / 2, kGateWidth * config.exemplar_head_size,
               2 * config.width),
        value_(names / "value", config.width, config.width),
        norm_(names / "norm", config.width) {}

  // The updated query; `guides.exemplars` are replaced by the updated ones.
  Tensor operator()(Guides& guides) const {
    const Tensor both =
        at::cat({guides.query - guides.exemplars, guides.exemplars}, -1);
    const auto gates =
        at::sigmoid(gates_(at::silu(hidden_(both)))).chunk(2, -1);
    const Tensor value = value_(guides.value);
    guides.exemplars = norm_(guides.exemplars + gates[1] * value);
    return guides.query + (gates[0] * value).mean(1, /*keepdim=*/true);
  }

 private:
  Linear hidden_;
  Linear gates_;
  Linear value_;
  LayerNorm norm_;
};

class ExemplarBlock {
 public:
  ExemplarBlock(const Names& names, const Egnv1Config& config,
                std::int64_t tokens)
      : heads_(config.exemplar_heads),
        update_(names / "update", config),
        token_norm_(names / "to_x" / 0, config.width),
        token_(names / "to_x" / 1, config.width, inner(config)),
        gate_norm_(names / "to_k" / 0, config.width),
        gate_(names / "to_k" / 1, config.width, heads_ * tokens),
        to_token_(names / "to_v" / 1, inner(config), config.width, Bias::none),
        to_query_(names / "to_n" / 1, inner(config), config.width, Bias::none),
        unread_(names / "to_out", inner(config), config.width) {}

  // What is added to the tokens; `guides` become those of the next block.
  Tensor operator()(const Tensor& tokens, Guides& guides) const {
    const std::int64_t spots = tokens.size(0), count = tokens.size(1);
    const Tensor query = update_(guides);
    // A gate for each head and token: [spots, tokens, heads, 1].
    const Tensor gates = at::sigmoid(gate_(gate_norm_(query)))
                             .view({spots, heads_, count})
                             .transpose(1, 2)
                             .unsqueeze(-1);
    const Tensor gated =
        (token_(token_norm_(tokens)).view({spots, count, heads_, -1}) * gates)
            .flatten(2);
    guides.query = guides.query + to_query_(gated.mean(1, /*keepdim=*/true));
    return to_token_(gated);
  }

 private:
  static std::int64_t inner(const Egnv1Config& config) {
    return config.exemplar_heads * config.exemplar_head_size;
  }

  std::int64_t heads_;
  Update update_;
  LayerNorm token_norm_;
  Linear token_;
  LayerNorm gate_norm_;
  Linear gate_;
  Linear to_token_;
  Linear to_query_;
  Linear unread_;
};

struct Layer {
  Layer(const Names& names, const Egnv1Config& config, std::int64_t tokens,
        bool guided)
      : attention(names / 0, config),
        exemplars(guided ? std::optional<ExemplarBlock>(
                               std::in_place, names / 1, config, tokens)
                         : std::nullopt),
        perceptron(names / 2, config.width, config.mlp_width) {}

  SelfAttention attention;
  std::optional<ExemplarBlock> exemplars;
  Perceptron perceptron;
};

class Egnv1 : public Network {
 public:
  // First of its members in the order of the state.
  Egnv1(const Egnv1Config& config, const Names& names)
      : config_(config),
        side_(config.image_px / config.patch_px),
        positions_(names.drawn("pos_embedding",
                               {1, side_ * side_ + 1, config.width},
                               normal(0, 1))),
        token_(names / "to_patch_embedding" / 1,
               3 * config.patch_px * config.patch_px, config.width),
        projector_(names / "transformer" / "encoder", config),
        layers_(
            layers_of(names / "transformer" / "layers", config, side_ * side_)),
        pooled_(names / "transformer" / "pool" / "head", config.width,
                config.width),
        norm_(names / "mlp_head" / 0, 2 * config.width),
        genes_(names / "mlp_head" / 1, 2 * config.width, config.genes) {}

  Tensors forward(const Tensors& inputs, Mode) override {
    Guides guides = projector_(inputs.at(1), inputs.at(2), inputs.at(3),
                               below(seen_, "transformer.encoder"));
    const Tensor positions = positions_.slice(1, 0, side_ * side_);
    Tensor tokens =
        told(seen_, "to_patch_embedding", token_(squares(inputs.at(0)))) +
        positions;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const Layer& layer = layers_[i];
      const Seen seen = below(seen_, concat("transformer.layers.", i));
      tokens = tokens + told(seen, "0", layer.attention(tokens + positions));
      if (layer.exemplars) {
        tokens = told(seen, "1", tokens + (*layer.exemplars)(tokens, guides));
      }
      tokens = tokens + told(seen, "2", layer.perceptron(tokens));
    }
    const Tensor pooled = told(seen_, "transformer.pool", pool(tokens));
    const Tensor features =
        norm_(at::cat({pooled, guides.query.squeeze(1)}, 1));
    return {genes_(features), features};
  }

 private:
  static std::vector<Layer> layers_of(const Names& names,
                                      const Egnv1Config& config,
                                      std::int64_t tokens) {
    std::vector<Layer> layers;
    for (int i = 0; i < config.depth; ++i) {
      layers.emplace_back(names / i, config, tokens,
                          (i + 1) % config.exemplar_every == 0);
    }
    return layers;
  }

  // Squares by rows of the picture, in each rows of pixels, channel fastest:
  // [spots, tokens, 3 patch_px patch_px].
  Tensor squares(const Tensor& pictures) const {
    const std::int64_t px = config_.patch_px;
    return pictures.reshape({pictures.size(0), 3, side_, px, side_, px})
        .permute({0, 2, 4, 3, 5, 1})
        .reshape({pictures.size(0), side_ * side_, 3 * px * px});
  }

  Tensor pool(const Tensor& tokens) const {
    const Tensor scores = pooled_(tokens);
    return scores.mean(1) +
           kShare * (at::softmax(kTemperature * scores, 1) * scores).sum(1);
  }

  Egnv1Config config_;
  std::int64_t side_;
  Tensor positions_;  // [1, tokens + 1, width]
  Linear token_;
  Projector projector_;
  std::vector<Layer> layers_;
  Linear pooled_;
  LayerNorm norm_;
  Linear genes_;
};

}  // namespace

std::unique_ptr<Network> egnv1_network(const Egnv1Config& given,
                                       const Initial& initial) {
  Egnv1Config config = given;
  if (config.exemplar_genes == 0) config.exemplar_genes = config.genes;
  check(config.features >= 1 && config.genes >= 1, kStep, ": ", config.features,
        " features and ", config.genes,
        " genes; at least one of each is needed");
  check(config.patch_px >= 1 && config.image_px >= config.patch_px &&
            config.image_px % config.patch_px == 0,
        kStep, ": pictures of ", config.image_px,
        " px are not filled by squares of ", config.patch_px,
        " px; give pictures whose side is a multiple of it");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<Egnv1>(config, names);
  network->state() = std::move(state);
  return network;
}

}  // namespace moonstain
