#include "models/networks/sequoia.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/gelu.h>

#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/learn/network/layers.h"

namespace moonstain {
namespace {

using at::Tensor;

// A token and the mean over all of them, mixed: [samples, tokens, features] to
// [samples, tokens, width].
class Head {
 public:
  Head(const Names& names, std::int64_t features, std::int64_t width)
      : local_norm_(names / "local_norm", width),
        summary_norm_(names / "summary_norm", width),
        summary_(names / "s", features, width),
        local_(names / "f", features, width),
        both_(names / "c", 2 * width, width) {}

  Tensor operator()(const Tensor& tokens) const {
    const Tensor local = at::gelu(local_norm_(local_(tokens)));
    const Tensor summary =
        at::gelu(summary_norm_(summary_(tokens).mean(1, /*keepdim=*/true)));
    return at::gelu(both_(at::cat({local, summary.expand_as(local)}, 2)));
  }

 private:
  LayerNorm local_norm_;
  LayerNorm summary_norm_;
  Linear summary_;
  Linear local_;
  Linear both_;
};

class Block {
 public:
  Block(const SequoiaConfig& config, const Names& names)
      : heads_(heads_of(config, names / 0 / "mixers")),
        projection_(names / 0 / "projection", config.heads * config.head_width,
                    config.features),
        norm_(names / 1 / "net" / 0, config.features),
        first_(names / 1 / "net" / 1, config.features, config.features),
        second_(names / 1 / "net" / 3, config.features, config.features) {}

  Tensor operator()(const Tensor& tokens) const {
    std::vector<Tensor> mixed;
    for (const Head& head : heads_) mixed.push_back(head(tokens));
    const Tensor added = tokens + projection_(at::cat(mixed, 2));
    return added + second_(at::gelu(first_(norm_(added))));
  }

 private:
  static std::vector<Head> heads_of(const SequoiaConfig& config,
                                    const Names& names) {
    std::vector<Head> heads;
    for (int head = 0; head < config.heads; ++head) {
      heads.emplace_back(names / head, config.features, config.head_width);
    }
    return heads;
  }

  std::vector<Head> heads_;
  Linear projection_;
  LayerNorm norm_;
  Linear first_;
  Linear second_;
};

class Sequoia : public Network {
 public:
  Sequoia(const SequoiaConfig& config, const Names& names)
      : places_(names.drawn("pos_emb1D", {config.tokens, config.features},
                            normal(0, 1))),
        blocks_(blocks_of(config, names / "transformer" / "layers")),
        norm_(names / "linear_head" / 0, config.features),
        output_(names / "linear_head" / 1, config.features, config.genes) {}

  Tensors forward(const Tensors& inputs, Mode) override {
    Tensor tokens = inputs.at(0) + places_;
    for (const Block& block : blocks_) tokens = block(tokens);
    return {output_(norm_(tokens.mean(1)))};
  }

 private:
  static std::vector<Block> blocks_of(const SequoiaConfig& config,
                                      const Names& names) {
    std::vector<Block> blocks;
    for (int block = 0; block < config.blocks; ++block) {
      blocks.emplace_back(config, names / block);
    }
    return blocks;
  }

  Tensor places_;  // [tokens, features]
  std::vector<Block> blocks_;
  LayerNorm norm_;
  Linear output_;
};

}  // namespace

std::unique_ptr<Network> sequoia_network(const SequoiaConfig& config,
                                         const Initial& initial) {
  check(config.features >= 1 && config.genes >= 1,
        "sequoia_model: ", config.features, " features and ", config.genes,
        " genes; at least one of each is needed");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<Sequoia>(config, names);
  network->state() = std::move(state);
  return network;
}

}  // namespace moonstain
