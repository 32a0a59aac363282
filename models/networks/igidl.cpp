#include "models/networks/igidl.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/repeat_interleave.h>
#include <ATen/ops/segment_reduce.h>

#include <limits>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/learn/network/graph_layers.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/resnet.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr int kLayers = 4;

// A perceptron of a nucleus plus the sum of those beside it.
class GinLayer {
 public:
  GinLayer(const Names& names, std::int64_t in, std::int64_t width)
      : eps_(names.buffer("eps", {1}, 0)),
        first_(names / "nn" / 0, in, width),
        second_(names / "nn" / 2, width, width) {}

  Tensor operator()(const Tensor& nuclei, const Edges& edges) const {
    const Tensor beside = neighbour_sum(
        nuclei, edges, at::ones({edges.size(1)}, nuclei.options()),
        nuclei.size(0));
    Tensor hidden = first_(beside + (1 + eps_) * nuclei);
    return second_(at::relu_(hidden));
  }

 private:
  Tensor eps_;
  Linear first_;
  Linear second_;
};

struct GraphStage {
  GinLayer layer;
  BatchNorm norm;
};

// Linear, normalisation, ReLU, dropout.
struct FusionUnit {
  FusionUnit(const Names& names, std::int64_t in, std::int64_t out, double rate)
      : linear(names / "fc", in, out),
        norm(names / "BN", out),
        dropout(names / "dropout", rate) {}

  Tensor operator()(const Tensor& values, Mode mode) {
    Tensor made = norm(linear(values), mode);
    return dropout(at::relu_(made), mode);
  }

  Linear linear;
  BatchNorm norm;
  Dropout dropout;
};

// The largest and the mean of each value over the nuclei of a spot. Largest
// values that are equal share the gradient, which at::segment_reduce gives to
// each of them where it is negative; two nuclei that have each other as their
// only neighbour are equal.
Tensor largest_and_mean(const Tensor& nuclei, const Tensor& starts) {
  const Tensor spot =
      at::repeat_interleave(starts.diff()).unsqueeze(1).expand_as(nuclei);
  const Tensor largest =
      at::full({starts.size(0) - 1, nuclei.size(1)},
               -std::numeric_limits<double>::infinity(), nuclei.options())
          .scatter_reduce(0, spot, nuclei, "amax");
  const Tensor mean = at::segment_reduce(nuclei, "mean", /*lengths=*/{},
                                         /*indices=*/{}, /*offsets=*/starts,
                                         /*axis=*/0, /*unsafe=*/true);
  return at::cat({largest, mean}, 1);
}

class IgiDl : public Network {
 public:
  // First of its members in the order of the state.
  IgiDl(const IgiDlConfig& config, const Names& names)
      : resnet_(names / "resnet", {.depth = 18, .classes = 0},
                ResNet::Naming::children),
        picture_norm_(names / "resnet_BN", resnet_.width()),
        graph_(graph_of(config, names)),
        gin_lin1_(names / "gin_lin1", 2 * config.width, config.width),
        gin_lin2_(names / "gin_lin2", config.width, config.width / 2),
        graph_norm_(names / "gin_BN", config.width / 2),
        graph_dropout_(names / "gin_dropout", config.dropout),
        fusion_(fusion_of(config, names / "fusion_mlp",
                          resnet_.width() + config.width / 2)),
        head_(names / "head", config.fusion.back(), config.genes) {}

  Tensors forward(const Tensors& inputs, Mode mode) override {
    Tensor spots =
        at::cat({of_pictures(inputs.at(0), mode),
                 of_nuclei(inputs.at(1), inputs.at(2), inputs.at(3), mode)},
                1);
    for (std::size_t i = 0; i < fusion_.size(); ++i) {
      spots = told(seen_, concat("fusion_mlp.", i), fusion_[i](spots, mode));
    }
    return {head_(spots)};
  }

 private:
  static std::vector<GraphStage> graph_of(const IgiDlConfig& config,
                                          const Names& names) {
    std::vector<GraphStage> stages;
    for (int i = 1; i <= kLayers; ++i) {
      GinLayer layer(names / concat("gin_conv", i),
                     i == 1 ? config.features : config.width, config.width);
      BatchNorm norm(names / concat("gin_bn", i) / "module", config.width);
      stages.push_back({std::move(layer), std::move(norm)});
    }
    return stages;
  }

  static std::vector<FusionUnit> fusion_of(const IgiDlConfig& config,
                                           const Names& names,
                                           std::int64_t in) {
    std::vector<FusionUnit> units;
    for (const std::int64_t width : config.fusion) {
      const Names unit = names / static_cast<int>(units.size()) / "layers" / 0;
      units.emplace_back(unit, in, width, config.dropout);
      in = width;
    }
    return units;
  }

  Tensor of_pictures(const Tensor& pictures, Mode mode) const {
    const Tensor features =
        resnet_.features(pictures, mode, below(seen_, "resnet"));
    return told(seen_, "resnet_BN", picture_norm_(features, mode));
  }

  Tensor of_nuclei(const Tensor& features, const Edges& edges,
                   const Tensor& starts, Mode mode) {
    Tensor nuclei = features, spots;
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      const GraphStage& stage = graph_[i];
      nuclei =
          told(seen_, concat("gin_conv", i + 1), stage.layer(nuclei, edges));
      nuclei = told(seen_, concat("gin_bn", i + 1), stage.norm(nuclei, mode));
      at::relu_(nuclei);
      const Tensor both = largest_and_mean(nuclei, starts);
      spots = i == 0 ? both : spots + both;
    }
    spots = told(seen_, "gin_lin1", gin_lin1_(spots));
    at::relu_(spots);
    spots = gin_lin2_(graph_dropout_(spots, mode));
    return told(seen_, "gin_BN", graph_norm_(spots, mode));
  }

  ResNet resnet_;
  BatchNorm picture_norm_;
  std::vector<GraphStage> graph_;
  Linear gin_lin1_;
  Linear gin_lin2_;
  BatchNorm graph_norm_;
  Dropout graph_dropout_;
  std::vector<FusionUnit> fusion_;
  Linear head_;
};

}  // namespace

std::unique_ptr<Network> igidl_network(const IgiDlConfig& config,
                                       const Initial& initial) {
  check(config.features >= 1 && config.genes >= 1 && config.width >= 2 &&
            !config.fusion.empty(),
        "igidl_model: ", config.features, " features of a nucleus, ",
        config.genes, " genes, width ", config.width, " and ",
        config.fusion.size(),
        " fusion units; at least one of each is needed, and a width of 2");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<IgiDl>(config, names);
  network->state() = std::move(state);
  return network;
}

}  // namespace moonstain
