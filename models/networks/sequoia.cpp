#include "models/networks/sequoia.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

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
  Head(const Names& names, const SequoiaConfig& config)
      : local_norm_(names / "local_norm", config.local_width),
        summary_norm_(names / "summary_norm", config.summary_width),
        summary_(names / "s", config.features, config.summary_width),
        local_(names / "f", config.features, config.local_width),
        both_(names / "c", config.local_width + config.summary_width,
              config.head_width) {}

  Tensor operator()(const Tensor& tokens) const {
    const Tensor local = at::gelu(local_norm_(local_(tokens)));
    const Tensor summary =
        at::gelu(summary_norm_(summary_(tokens).mean(1, /*keepdim=*/true)));
    const Tensor of_all = summary.expand({-1, local.size(1), -1});
    return at::gelu(both_(at::cat({local, of_all}, 2)));
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

  Tensor operator()(const Tensor& tokens, const Seen& seen) const {
    std::vector<Tensor> mixed;
    for (const Head& head : heads_) {
      mixed.push_back(
          told(seen, concat("0.mixers.", mixed.size()), head(tokens)));
    }
    const Tensor added =
        tokens + told(seen, "0", projection_(at::cat(mixed, 2)));
    return added + told(seen, "1", second_(at::gelu(first_(norm_(added)))));
  }

 private:
  static std::vector<Head> heads_of(const SequoiaConfig& config,
                                    const Names& names) {
    std::vector<Head> heads;
    for (int head = 0; head < config.heads; ++head) {
      heads.emplace_back(names / head, config);
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
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      tokens =
          blocks_[i](tokens, below(seen_, concat("transformer.layers.", i)));
    }
    told(seen_, "transformer", tokens);
    return {output_(told(seen_, "linear_head.0", norm_(tokens.mean(1))))};
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

// A window is told of where more tiles than these are in it.
constexpr std::int64_t kLeastTiles = 50;

// Rows of the tiles of each window that is told of, as an int64 tensor each.
std::vector<Tensor> windows_of(const Tensor& places) {
  const Tensor largest = places.amax({0});
  std::vector<Tensor> windows;
  for (std::int64_t x = 0; x < largest[0].item<std::int64_t>(); ++x) {
    const Tensor column = places.select(1, 0);
    const Tensor within =
        (column >= x).logical_and(column < x + kSequoiaWindow);
    for (std::int64_t y = 0; y < largest[1].item<std::int64_t>(); ++y) {
      const Tensor row = places.select(1, 1);
      const Tensor tiles =
          within.logical_and(row >= y).logical_and(row < y + kSequoiaWindow);
      const Tensor found = tiles.nonzero().flatten();
      if (found.size(0) > kLeastTiles) windows.push_back(found);
    }
  }
  return windows;
}

// [1, places, features]
Tensor sample_of(const Tensor& tiles, WindowSamples samples) {
  if (samples == WindowSamples::faithful) {
    return tiles.narrow(0, 0, 1)
        .expand({kSequoiaWindowPlaces, -1})
        .unsqueeze(0);
  }
  return at::constant_pad_nd(tiles,
                             {0, 0, 0, kSequoiaWindowPlaces - tiles.size(0)})
      .unsqueeze(0);
}

}  // namespace

std::unique_ptr<Network> sequoia_network(const SequoiaConfig& given,
                                         const Initial& initial) {
  SequoiaConfig config = given;
  if (config.local_width == 0) config.local_width = config.head_width;
  if (config.summary_width == 0) config.summary_width = config.head_width;
  check(config.features >= 1 && config.genes >= 1,
        "sequoia_model: ", config.features, " features and ", config.genes,
        " genes; at least one of each is needed");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<Sequoia>(config, names);
  network->state() = std::move(state);
  return network;
}

Tensor sliding_window(Network& network, const Tensor& tiles,
                      const Tensor& places, WindowSamples samples) {
  const c10::NoGradGuard no_gradient;
  const std::vector<Tensor> looked_at = windows_of(places);
  check(!looked_at.empty(), "no window of ", kSequoiaWindow, " x ",
        kSequoiaWindow, " places holds more than ", kLeastTiles, " of the ",
        tiles.size(0), " tiles");
  Tensor sum;
  Tensor windows = at::zeros({tiles.size(0), 1}, tiles.options());
  for (const Tensor& rows : looked_at) {
    const Tensor said =
        network
            .forward({sample_of(tiles.index_select(0, rows), samples)},
                     Mode::evaluation)
            .at(0);
    if (!sum.defined()) {
      sum = at::zeros({tiles.size(0), said.size(1)}, said.options());
    }
    sum.index_add_(0, rows, said.expand({rows.size(0), -1}));
    windows.index_add_(0, rows, at::ones({rows.size(0), 1}, said.options()));
  }
  return sum / windows;
}

}  // namespace moonstain
