#include "models/networks/hist.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/upsample_nearest2d.h>
#include <c10/core/GradMode.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/engine/step/inputs.h"
#include "core/learn/config_words.h"
#include "core/learn/examples/grid_positions.h"
#include "core/learn/examples/grid_section.h"
#include "core/learn/network/layers.h"
#include "core/learn/predict.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr Window kPoint{.side = 1};
constexpr Window kSquare{.side = 3, .padding = 1};
constexpr Window kDilated{.side = 3, .padding = 2, .dilation = 2};

// The activation overwrites its input, which nothing else reads.
Tensor rectified(Tensor maps) { return at::relu_(maps); }

Tensor half(const Tensor& maps) { return at::max_pool2d(maps, 2, 2); }

Tensor beside(const Tensor& first, const Tensor& second) {
  return at::cat({first, second}, 1);
}

// Two convolutions 3 x 3, each normalised and rectified.
struct ConvBlock {
  ConvBlock(const Names& names, std::int64_t in, std::int64_t out)
      : first(names / "conv" / 0, in, out, kSquare),
        first_norm(names / "conv" / 1, out),
        second(names / "conv" / 3, out, out, kSquare),
        second_norm(names / "conv" / 4, out) {}

  Tensor operator()(const Tensor& maps, Mode mode) const {
    const Tensor between = rectified(first_norm(first(maps), mode));
    return rectified(second_norm(second(between), mode));
  }

  Convolution first;
  BatchNorm first_norm;
  Convolution second;
  BatchNorm second_norm;
};

// Twice the rows and columns, then one convolution.
struct UpConv {
  UpConv(const Names& names, std::int64_t in, std::int64_t out)
      : conv(names / "up" / 1, in, out, kSquare), norm(names / "up" / 2, out) {}

  Tensor operator()(const Tensor& maps, Mode mode) const {
    const Tensor larger = at::upsample_nearest2d(
        maps, at::OptionalIntArrayRef(), std::vector<double>{2.0, 2.0});
    return rectified(norm(conv(larger), mode));
  }

  Convolution conv;
  BatchNorm norm;
};

// Seven layers that mix first within a channel, then between channels.
struct ConvMixer {
  static constexpr int kDepth = 7;
  static constexpr Window kDepthwise{.side = 7, .padding = 3, .groups = 1024};

  struct Layer {
    explicit Layer(const Names& names)
        : within(names / 0 / "fn" / 0, 1024, 1024, kDepthwise),
          within_norm(names / 0 / "fn" / 2, 1024),
          between(names / 1, 1024, 1024, kPoint),
          between_norm(names / 3, 1024) {}

    Convolution within;
    BatchNorm within_norm;
    Convolution between;
    BatchNorm between_norm;
  };

  explicit ConvMixer(const Names& names) {
    for (int n = 0; n < kDepth; ++n) layers.emplace_back(names / "block" / n);
  }

  Tensor operator()(Tensor maps, Mode mode, const Seen& seen) const {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const Layer& layer = layers[i];
      const Tensor mixed =
          layer.within_norm(at::gelu(layer.within(maps)), mode) + maps;
      maps = layer.between_norm(at::gelu(layer.between(mixed)), mode);
      told(seen, concat("block.", i), maps);
    }
    return maps;  // [batch, 1024, rows / 16, columns / 16]
  }

  std::vector<Layer> layers;
};

// Multi-scale attention gate: three views of a skip connection vote on it.
struct Gate {
  Gate(const Names& names, std::int64_t channels)
      : point(names / "pointwiseConv" / 0, channels, channels, kPoint),
        point_norm(names / "pointwiseConv" / 1, channels),
        square(names / "ordinaryConv" / 0, channels, channels, kSquare),
        square_norm(names / "ordinaryConv" / 1, channels),
        dilated(names / "dilationConv" / 0, channels, channels, kDilated),
        dilated_norm(names / "dilationConv" / 1, channels),
        vote(names / "voteConv" / 0, 3 * channels, channels, kPoint),
        vote_norm(names / "voteConv" / 1, channels) {}

  Tensor operator()(const Tensor& maps, Mode mode) const {
    const Tensor views = rectified(
        at::cat({point_norm(point(maps), mode), square_norm(square(maps), mode),
                 dilated_norm(dilated(maps), mode)},
                1));
    const Tensor votes = at::sigmoid(vote_norm(vote(views), mode));
    return maps + maps * votes;
  }

  Convolution point;
  BatchNorm point_norm;
  Convolution square;
  BatchNorm square_norm;
  Convolution dilated;
  BatchNorm dilated_norm;
  Convolution vote;
  BatchNorm vote_norm;
};

// What the decoder's block of a level reads: the encoder's map of the level, if
// anything of it, before what comes up from below.
struct Skip {
  Skip(const Names& names, const char* gate, std::int64_t channels, Skips kind)
      : kind(kind), name(gate) {
    if (kind == Skips::gated) this->gate.emplace(names / gate, channels);
  }

  Tensor operator()(const Tensor& level, const Tensor& below, Mode mode,
                    const HistNetwork::Watch& watch) const {
    if (kind == Skips::none) return below;
    if (!gate) return beside(level, below);
    const Tensor gated = (*gate)(level, mode);
    if (watch) watch(name, gated);
    return beside(gated, below);
  }

  Skips kind;
  const char* name;
  std::optional<Gate> gate;
};

// The table of recipes/hist_loocv/METHOD.md 5.1, line by line.
class CmuNet : public HistNetwork {
 public:
  CmuNet(const HistConfig& config, const Names& names)
      : CmuNet(config, names, config.skips == Skips::none ? 1 : 2) {}

  Tensor watched(const Tensor& features, Mode mode,
                 const Watch& watch) override {
    const auto seen = [&](const char* layer, Tensor maps) {
      if (watch) watch(layer, maps);
      return told(seen_, layer, maps);
    };
    const auto raised = [&](const char* layer, const UpConv& up,
                            const Tensor& maps) {
      return told(seen_, layer, up(maps, mode));
    };
    // features: [batch, channels, 80, 64]
    const Tensor x1 = seen("Conv1", conv1(features, mode));  // 64 x 80 x 64
    const Tensor x2 = seen("Conv2", conv2(half(x1), mode));  // 128 x 40 x 32
    const Tensor x3 = seen("Conv3", conv3(half(x2), mode));  // 256 x 20 x 16
    const Tensor x4 = seen("Conv4", conv4(half(x3), mode));  // 512 x 10 x 8
    const Tensor deepest = seen("Conv5", conv5(half(x4), mode));
    const Tensor x5 = told(  // 1024 x 5 x 4
        seen_, "ConvMixer", mixer(deepest, mode, below(seen_, "ConvMixer")));

    const auto joined = [&](const Skip& skip, const Tensor& level,
                            const Tensor& from_below) {
      return skip(level, from_below, mode,
                  [&](std::string_view gate, const Tensor& maps) {
                    if (watch) watch(gate, maps);
                    told(seen_, gate, maps);
                  });
    };
    const Tensor d5 = seen(
        "Up_conv5", up_conv5(joined(skip4, x4, raised("Up5", up5, x5)), mode));
    const Tensor d4 = seen(
        "Up_conv4", up_conv4(joined(skip3, x3, raised("Up4", up4, d5)), mode));
    const Tensor d3 = seen(
        "Up_conv3", up_conv3(joined(skip2, x2, raised("Up3", up3, d4)), mode));
    const Tensor d2 = seen(
        "Up_conv2", up_conv2(joined(skip1, x1, raised("Up2", up2, d3)), mode));
    return seen("Conv_1x1", output(d2));  // genes x 80 x 64
  }

 private:
  // A block of the decoder reads so many maps of its own width.
  CmuNet(const HistConfig& config, const Names& names, std::int64_t parts)
      : conv1(names / "Conv1", config.channels, 64),
        conv2(names / "Conv2", 64, 128),
        conv3(names / "Conv3", 128, 256),
        conv4(names / "Conv4", 256, 512),
        conv5(names / "Conv5", 512, 1024),
        mixer(names / "ConvMixer"),
        up5(names / "Up5", 1024, 512),
        up_conv5(names / "Up_conv5", parts * 512, 512),
        up4(names / "Up4", 512, 256),
        up_conv4(names / "Up_conv4", parts * 256, 256),
        up3(names / "Up3", 256, 128),
        up_conv3(names / "Up_conv3", parts * 128, 128),
        up2(names / "Up2", 128, 64),
        up_conv2(names / "Up_conv2", parts * 64, 64),
        output(names / "Conv_1x1", 64, config.genes, kPoint),
        skip4(names, "msag4", 512, config.skips),
        skip3(names, "msag3", 256, config.skips),
        skip2(names, "msag2", 128, config.skips),
        skip1(names, "msag1", 64, config.skips) {}

  ConvBlock conv1, conv2, conv3, conv4, conv5;
  ConvMixer mixer;
  UpConv up5;
  ConvBlock up_conv5;
  UpConv up4;
  ConvBlock up_conv4;
  UpConv up3;
  ConvBlock up_conv3;
  UpConv up2;
  ConvBlock up_conv2;
  Convolution output;
  Skip skip4, skip3, skip2, skip1;
};

}  // namespace

std::unique_ptr<HistNetwork> hist_network(const HistConfig& config,
                                          const Initial& initial) {
  check(config.channels >= 1 && config.genes >= 1,
        "hist_model: ", config.channels, " channels and ", config.genes,
        " genes; at least one of each is needed");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<CmuNet>(config, names);
  network->state() = std::move(state);
  if (config.output_init == OutputInit::zero) {
    const c10::NoGradGuard no_gradient;
    for (StateTensor& tensor : network->state()) {
      if (tensor.name == "Conv_1x1.weight") tensor.value.zero_();
    }
  }
  return network;
}

namespace {

constexpr const char* kGenes = "hist_model";
constexpr const char* kMask = "hist_tumour_model";
constexpr const char* kAblation = "hist_ablation_model";

HistConfig config_of(const std::string& kind, const Json& config) {
  const std::string where = kind + ": model.json";
  HistConfig out{.channels = integer_member(config, "channels", where),
                 .genes = integer_member(config, "genes", where)};
  if (kind == kAblation) {
    out.skips = word_member<Skips>(config, "skips", where.c_str());
  }
  return out;
}

// What the network says of all cells of a section's grid, and what is made of
// it.
ModelKind grid_kind(const std::string& name,
                    const std::function<void(Matrix&)>& output) {
  const auto make = [name](const Json& config) {
    return hist_network(config_of(name, config), Initial{});
  };
  const auto of_cells = [output](Network& network, const Model& model,
                                 const Inputs& in) {
    GridValues said = grid_values(network, model, hist_section(model, in));
    if (output) output(said.values);
    return said;
  };
  const auto of_spots = [of_cells](Network& network, const Model& model,
                                   const Inputs& in) {
    return at_spots(of_cells(network, model, in), in.get<GridMap>("grid"));
  };
  return {name, {"features", "grid"}, make, of_spots, of_cells, {"background"}};
}

// In float64, so that nothing but the last rounding is of float32.
void to_probabilities(Matrix& logits) {
  logits =
      (1 / (1 + (-logits.array().cast<double>()).exp())).cast<float>().matrix();
}

}  // namespace

ModelKind hist_kind() { return grid_kind(kGenes, {}); }

ModelKind hist_tumour_kind() { return grid_kind(kMask, to_probabilities); }

ModelKind hist_ablation_kind() { return grid_kind(kAblation, {}); }

std::unique_ptr<HistNetwork> hist_network_of(const Model& model) {
  check(model.kind == kGenes || model.kind == kMask || model.kind == kAblation,
        "the model is a ", model.kind, ", expected a ", kGenes, ", ", kMask,
        " or ", kAblation);
  auto network = hist_network(config_of(model.kind, model.config), Initial{});
  load_weights(network->state(), model.weights, "weights.safetensors",
               model.kind);
  return network;
}

GridSection hist_section(const Model& model, const Inputs& in) {
  GridSection section =
      join_section(in.get<Features>("features"), in.get<GridMap>("grid"));
  const bool learned = model.config.contains("background");
  check(in.has("background") == learned, "predictions: section ",
        section.grid.section,
        learned ? ": the model has seen the picture in cells without a spot; "
                  "give `background`"
                : ": the model has seen white tiles in cells without a spot; "
                  "leave out `background`");
  if (learned) join_background(section, in.get<Features>("background"));
  if (model.kind == kAblation) {
    section.moved_to = moved_features(
        section.grid,
        word_member<FeaturePositions>(model.config, "positions",
                                      "hist_ablation_model: model.json"),
        {model.seed, model.fold});
  }
  return section;
}

}  // namespace moonstain
