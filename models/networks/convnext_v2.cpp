#include "models/networks/convnext_v2.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/linear.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/random.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr double kEpsilon = 1e-6;

Law first_weights() { return truncated_normal(0, 0.02, -2, 2); }

// A convolution that begins as this network's do, with a bias of 0.
struct Convolved {
  struct Shape {
    std::int64_t side = 1;
    std::int64_t stride = 1;
    std::int64_t padding = 0;
    std::int64_t groups = 1;
  };
  Convolved(const Names& names, std::int64_t in, std::int64_t out, Shape shape)
      : shape(shape),
        weight(names.drawn("weight",
                           {out, in / shape.groups, shape.side, shape.side},
                           first_weights())),
        bias(names.constant("bias", {out}, 0)) {}

  Tensor operator()(const Tensor& maps) const {
    return at::conv2d(maps, weight, bias, shape.stride, shape.padding,
                      /*dilation=*/1, shape.groups);
  }

  Shape shape;
  Tensor weight;
  Tensor bias;
};

// values [..., in] to [..., out].
struct Mapped {
  Mapped(const Names& names, std::int64_t in, std::int64_t out)
      : weight(names.drawn("weight", {out, in}, first_weights())),
        bias(names.constant("bias", {out}, 0)) {}

  Tensor operator()(const Tensor& values) const {
    return at::linear(values, weight, bias);
  }

  Tensor weight;
  Tensor bias;
};

// Normalisation over the last axis.
struct Normalised {
  Normalised(const Names& names, std::int64_t width)
      : weight(names.constant("weight", {width}, 1)),
        bias(names.constant("bias", {width}, 0)) {}

  Tensor operator()(const Tensor& values) const {
    return at::layer_norm(values, weight.sizes(), weight, bias, kEpsilon);
  }

  Tensor weight;
  Tensor bias;
};

Tensor channels_last(const Tensor& maps) { return maps.permute({0, 2, 3, 1}); }
Tensor channels_first(const Tensor& maps) { return maps.permute({0, 3, 1, 2}); }

// Global response normalisation: how much a channel answers, over the mean of
// all channels, scales it.
struct ResponseNorm {
  ResponseNorm(const Names& names, std::int64_t width)
      : gamma(names.constant("gamma", {1, 1, 1, width}, 0)),
        beta(names.constant("beta", {1, 1, 1, width}, 0)) {}

  // [batch, rows, columns, width]
  Tensor operator()(const Tensor& values) const {
    const Tensor response =
        at::linalg_vector_norm(values, 2, at::IntArrayRef{1, 2}, true);
    const Tensor relative =
        response / (response.mean({-1}, /*keepdim=*/true) + kEpsilon);
    return gamma * (values * relative) + beta + values;
  }

  Tensor gamma;
  Tensor beta;
};

// Leaves a branch out of whole samples, and makes up for it in the others.
class DropPath {
 public:
  DropPath(const Names& names, double rate)
      : rate_(rate), initial_(names.initial()), name_(names.name()) {}

  Tensor operator()(const Tensor& branch, Mode mode) {
    if (mode == Mode::evaluation || rate_ == 0) return branch;
    check(!initial_.step.empty(), "drop path ", name_,
          ": the network has no seed to draw from; one that is made to predict "
          "cannot be trained");
    RandomStream stream(initial_.seed, initial_.step, "drop path " + name_,
                        calls_++);
    Tensor kept = at::empty({branch.size(0), 1, 1, 1}, at::kFloat);
    float* to = kept.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < kept.numel(); ++i) {
      to[i] = stream.uniform() < rate_ ? 0.F : 1.F;
    }
    return branch * kept.to(branch.scalar_type()).div_(1 - rate_);
  }

 private:
  double rate_;
  Initial initial_;
  std::string name_;
  std::uint64_t calls_ = 0;
};

struct Block {
  Block(const Names& names, std::int64_t width, double drop_path)
      : within(names / "dwconv", width, width,
               {.side = 7, .padding = 3, .groups = width}),
        norm(names / "norm", width),
        widen(names / "pwconv1", width, 4 * width),
        response(names / "grn", 4 * width),
        narrow(names / "pwconv2", 4 * width, width),
        drop(names, drop_path) {}

  Tensor operator()(const Tensor& maps, Mode mode) {
    const Tensor wide = at::gelu(widen(norm(channels_last(within(maps)))));
    return maps + drop(channels_first(narrow(response(wide))), mode);
  }

  Convolved within;
  Normalised norm;
  Mapped widen;
  ResponseNorm response;
  Mapped narrow;
  DropPath drop;
};

// Fewer, larger cells: a convolution whose windows do not overlap. The first is
// followed by the normalisation, the later ones follow it.
struct Stem {
  Stem(const Names& names, std::int64_t in, std::int64_t out)
      : cells(names / 0, in, out, {.side = 4, .stride = 4}),
        norm(names / 1, out) {}

  Tensor operator()(const Tensor& maps) const {
    return channels_first(norm(channels_last(cells(maps))));
  }

  Convolved cells;
  Normalised norm;
};

struct Halved {
  Halved(const Names& names, std::int64_t in, std::int64_t out)
      : norm(names / 0, in),
        cells(names / 1, in, out, {.side = 2, .stride = 2}) {}

  Tensor operator()(const Tensor& maps) const {
    return cells(channels_first(norm(channels_last(maps))));
  }

  Normalised norm;
  Convolved cells;
};

// Maps to the features of a sample.
class Trunk {
 public:
  Trunk(const ConvNextV2Config& config, const Names& names)
      : stem_(names / "downsample_layers" / 0, config.channels, config.dims[0]),
        halved_(halved_of(names / "downsample_layers", config)),
        stages_(stages_of(names / "stages", config)),
        norm_(names / "norm", config.dims.back()) {}

  // [batch, channels, 80, 64] to [batch, last of dims]
  Tensor operator()(const Tensor& input, Mode mode, const Seen& seen) {
    Tensor maps;
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      maps = i > 0 ? halved_[i - 1](maps) : stem_(input);  // 20 x 16
      told(seen, concat("downsample_layers.", i), maps);
      for (std::size_t b = 0; b < stages_[i].size(); ++b) {
        maps = stages_[i][b](maps, mode);
        told(seen, concat("stages.", i, ".", b), maps);
      }
      told(seen, concat("stages.", i), maps);
    }
    return told(seen, "norm", norm_(maps.mean({2, 3})));
  }

 private:
  static std::vector<Halved> halved_of(const Names& names,
                                       const ConvNextV2Config& config) {
    std::vector<Halved> made;
    for (std::size_t i = 1; i < config.dims.size(); ++i) {
      made.emplace_back(names / static_cast<int>(i), config.dims[i - 1],
                        config.dims[i]);
    }
    return made;
  }

  static std::vector<std::vector<Block>> stages_of(
      const Names& names, const ConvNextV2Config& config) {
    const std::int64_t blocks = std::accumulate(
        config.depths.begin(), config.depths.end(), std::int64_t{0});
    std::int64_t before = 0;
    std::vector<std::vector<Block>> stages;
    for (std::size_t i = 0; i < config.depths.size(); ++i) {
      std::vector<Block> stage;
      for (std::int64_t b = 0; b < config.depths[i]; ++b, ++before) {
        const double rate = blocks > 1 ? config.drop_path *
                                             static_cast<double>(before) /
                                             static_cast<double>(blocks - 1)
                                       : 0;
        stage.emplace_back(names / static_cast<int>(i) / static_cast<int>(b),
                           config.dims[i], rate);
      }
      stages.push_back(std::move(stage));
    }
    return stages;
  }

  Stem stem_;
  std::vector<Halved> halved_;
  std::vector<std::vector<Block>> stages_;
  Normalised norm_;
};

// recipes/hist_survival/METHOD.md 8.2.
class ConvNextV2 : public Network {
 public:
  ConvNextV2(const ConvNextV2Config& config, const Names& names)
      : covariates_(config.covariates),
        trunk_(config.channels > 0
                   ? std::optional<Trunk>(std::in_place, config, names)
                   : std::nullopt),
        head_(head_of(names / "head", config)) {}

  Tensors forward(const Tensors& inputs, Mode mode) override {
    const std::size_t expected = trunk_.has_value() + (covariates_ > 0);
    check(inputs.size() == expected, "convnext_v2: ", inputs.size(),
          " inputs; expected ", trunk_ ? "maps" : "",
          expected == 2 ? " and " : "", covariates_ > 0 ? "covariates" : "");
    Tensor values =
        trunk_ ? (*trunk_)(inputs[0], mode, seen_) : Tensor(inputs.back());
    if (expected == 2) values = at::cat({values, inputs[1]}, 1);
    for (std::size_t k = 0; k < head_.size(); ++k) {
      values = told(seen_, concat("head.", k), head_[k](values));
    }
    return {values};
  }

 private:
  static std::vector<Mapped> head_of(const Names& names,
                                     const ConvNextV2Config& config) {
    std::vector<Mapped> layers;
    std::int64_t in =
        (config.channels > 0 ? config.dims.back() : 0) + config.covariates;
    for (std::size_t k = 0; k < config.head.size(); ++k) {
      layers.emplace_back(
          config.head.size() > 1 ? names / static_cast<int>(k) : names, in,
          config.head[k]);
      in = config.head[k];
    }
    return layers;
  }

  std::int64_t covariates_;
  std::optional<Trunk> trunk_;
  std::vector<Mapped> head_;
};

bool all_above_0(const std::vector<std::int64_t>& sizes) {
  return !sizes.empty() &&
         std::ranges::all_of(sizes, [](std::int64_t n) { return n >= 1; });
}

}  // namespace

std::unique_ptr<Network> convnext_v2_network(const ConvNextV2Config& config,
                                             const Initial& initial) {
  check(config.channels >= 0 && config.covariates >= 0 &&
            config.channels + config.covariates >= 1,
        "convnext_v2: ", config.channels, " channels and ", config.covariates,
        " covariates; one of them is to be at least 1");
  check(config.depths.size() == config.dims.size() &&
            all_above_0(config.depths) && all_above_0(config.dims) &&
            all_above_0(config.head),
        "convnext_v2: depths ", listed(config.depths), ", dims ",
        listed(config.dims), ", head ", listed(config.head),
        "; depths and dims need one number a stage, and all are at least 1");
  check(config.drop_path >= 0 && config.drop_path < 1,
        "convnext_v2: drop_path = ", config.drop_path,
        "; it must be at least 0 and less than 1");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<ConvNextV2>(config, names);
  network->state() = std::move(state);
  return network;
}

OptimiserOptions application_optimiser() {
  const auto decays = [](const StateTensor& tensor) {
    return tensor.value.dim() > 1;
  };
  return {.rule = Adam{.beta2 = 0.95, .decoupled_decay = true},
          .weight_decay = 0,
          .clip_norm = {},
          .groups = {{.holds = decays, .weight_decay = 0.05}}};
}

}  // namespace moonstain
