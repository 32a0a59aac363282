#include "models/encoders/mobilenet_v1.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/features.h"
#include "core/data/stored/patches.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/network/device.h"
#include "core/learn/network/network.h"
#include "core/learn/symmetries.h"
#include "core/learn/weights/safetensors.h"

namespace moonstain {
namespace {

struct Block {
  std::int64_t out;
  std::int64_t stride;
};

// Table 1 of Howard et al. 2017: the first convolution, then 13 blocks of a
// depthwise and a pointwise one.
constexpr std::int64_t kFirstChannels = 32;
constexpr std::array<Block, 13> kBlocks{{{64, 1},
                                         {128, 2},
                                         {128, 1},
                                         {256, 2},
                                         {256, 1},
                                         {512, 2},
                                         {512, 1},
                                         {512, 1},
                                         {512, 1},
                                         {512, 1},
                                         {512, 1},
                                         {1024, 2},
                                         {1024, 1}}};

std::vector<std::string> layer_names() {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= kBlocks.size(); ++i) {
    names.push_back(concat("block", i));
  }
  names.push_back("output");
  return names;
}

// The default first.
std::vector<std::string> layer_choices() {
  std::vector<std::string> names = layer_names();
  const auto block8 = std::find(names.begin(), names.end(), "block8");
  std::rotate(names.begin(), block8, block8 + 1);
  return names;
}

// Number of blocks to run for a layer.
std::size_t blocks_of(std::string_view layer) {
  const std::vector<std::string> names = layer_names();
  const auto it = std::find(names.begin(), names.end(), layer);
  check(it != names.end(), "mobilenet_v1: no layer '", layer,
        "'; there are: ", listed(names));
  return std::min<std::size_t>(it - names.begin() + 1, kBlocks.size());
}

struct Layer {
  at::Tensor weight;  // [out, in / groups, side, side]
  at::Tensor bias;
  std::int64_t stride = 1;
  std::int64_t groups = 1;
};

// TFLite SAME for one axis: what lies before and after its n pixels.
std::pair<std::int64_t, std::int64_t> same_padding(std::int64_t n,
                                                   std::int64_t side,
                                                   std::int64_t stride) {
  const std::int64_t steps = (n + stride - 1) / stride;
  const std::int64_t total =
      std::max<std::int64_t>((steps - 1) * stride + side - n, 0);
  return {total / 2, total - total / 2};
}

at::Tensor apply(const Layer& layer, const at::Tensor& maps) {
  const std::int64_t side = layer.weight.size(2);
  const auto [top, bottom] = same_padding(maps.size(2), side, layer.stride);
  const auto [left, right] = same_padding(maps.size(3), side, layer.stride);
  // A convolution pads both sides alike; the rest is put around it first.
  const bool even = top == bottom && left == right && top == left;
  const at::Tensor padded =
      even ? maps : at::constant_pad_nd(maps, {left, right, top, bottom});
  const std::int64_t padding = even ? top : 0;
  at::Tensor out = at::conv2d(padded, layer.weight, layer.bias, layer.stride,
                              padding, 1, layer.groups);
  return at::clamp_(out, 0, 6);
}

at::Tensor tensor_of(const NamedTensor& tensor) {
  at::Tensor value = at::empty(tensor.spec.shape, at::kFloat);
  std::memcpy(value.mutable_data_ptr(), tensor.bytes.data(),
              tensor.bytes.size());
  return value;
}

template <typename Number>
Number number_at(const NamedTensor& tensor, std::size_t index) {
  Number value;
  std::memcpy(&value, tensor.bytes.data() + index * sizeof value, sizeof value);
  return value;
}

NamedTensor float_tensor(const TensorSpec& spec,
                         const std::vector<float>& values) {
  return {spec, std::string(reinterpret_cast<const char*>(values.data()),
                            values.size() * sizeof(float))};
}

}  // namespace

struct MobileNetV1::Parts {
  std::vector<Layer> layers;
};

MobileNetV1::~MobileNetV1() = default;
MobileNetV1::MobileNetV1(MobileNetV1&&) noexcept = default;
MobileNetV1& MobileNetV1::operator=(MobileNetV1&&) noexcept = default;

MobileNetV1::MobileNetV1(const Weights& weights, std::string_view layer,
                         std::string_view where)
    : parts_(std::make_unique<Parts>()) {
  const std::size_t blocks = blocks_of(layer);
  if (weights.has("conv0.weight_scale")) {
    *this = MobileNetV1(dequantised(weights, where), layer, where);
    return;
  }
  check_weights(weights, mobilenet_v1_specs(), where, "mobilenet_v1");
  const auto add = [&](const std::string& name, std::int64_t stride,
                       std::int64_t groups) {
    const auto placed = [&](const char* part) {
      return tensor_of(weights.tensor(name + part)).to(network_device());
    };
    parts_->layers.push_back(
        {placed(".weight").contiguous(at::MemoryFormat::ChannelsLast),
         placed(".bias"), stride, groups});
  };
  add("conv0", 2, 1);
  std::int64_t channels = kFirstChannels;
  for (std::size_t i = 0; i < blocks; ++i) {
    add(concat("block", i + 1, ".depthwise"), kBlocks[i].stride, channels);
    add(concat("block", i + 1, ".pointwise"), 1, 1);
    channels = kBlocks[i].out;
  }
}

std::int64_t MobileNetV1::features() const {
  return parts_->layers.back().weight.size(0);
}

Eigen::VectorXf MobileNetV1::encode(std::span<const std::uint8_t> pixels,
                                    std::int64_t side_px) const {
  check(pixels.size() == static_cast<std::size_t>(side_px * side_px * 3),
        "mobilenet_v1: ", pixels.size(), " bytes are not a tile of ", side_px,
        " x ", side_px, " RGB pixels");
  return encode({.pixels = pixels, .count = 1, .side_px = side_px}).row(0);
}

Matrix MobileNetV1::encode(const TileBatch& tiles) const {
  const c10::NoGradGuard no_gradient;
  at::Tensor maps = at::empty({tiles.count, 3, tiles.side_px, tiles.side_px},
                              at::kFloat, std::nullopt, std::nullopt,
                              std::nullopt, at::MemoryFormat::ChannelsLast);
  float* to = maps.mutable_data_ptr<float>();
  for (std::size_t i = 0; i < tiles.pixels.size(); ++i) {
    to[i] = (static_cast<float>(tiles.pixels[i]) - 128.F) / 128.F;
  }
  return within_device_memory([&] {
    at::Tensor at_layer = maps.to(network_device());
    for (const Layer& layer : parts_->layers) at_layer = apply(layer, at_layer);
    return rows_of(at_layer.mean({2, 3}));
  });
}

std::vector<TensorSpec> mobilenet_v1_specs() {
  std::vector<TensorSpec> specs;
  const auto add = [&](const std::string& name,
                       std::vector<std::int64_t> shape) {
    const std::int64_t out = shape.front();
    specs.push_back({name + ".weight", Dtype::F32, std::move(shape)});
    specs.push_back({name + ".bias", Dtype::F32, {out}});
  };
  add("conv0", {kFirstChannels, 3, 3, 3});
  std::int64_t channels = kFirstChannels;
  for (std::size_t i = 0; i < kBlocks.size(); ++i) {
    add(concat("block", i + 1, ".depthwise"), {channels, 1, 3, 3});
    add(concat("block", i + 1, ".pointwise"), {kBlocks[i].out, channels, 1, 1});
    channels = kBlocks[i].out;
  }
  return specs;
}

Weights dequantised(const Weights& quantised, std::string_view where) {
  const std::vector<TensorSpec> wanted = mobilenet_v1_specs();
  std::vector<TensorSpec> stored;
  for (std::size_t i = 0; i < wanted.size(); i += 2) {
    const std::string name = wanted[i + 1].name.substr(
        0, wanted[i + 1].name.size() - std::string("bias").size());
    stored.push_back({wanted[i].name, Dtype::U8, wanted[i].shape});
    stored.push_back({wanted[i + 1].name, Dtype::I32, wanted[i + 1].shape});
    stored.push_back({name + "weight_scale", Dtype::F32, {}});
    stored.push_back({name + "weight_zero_point", Dtype::U8, {}});
    stored.push_back({name + "input_scale", Dtype::F32, {}});
  }
  check_weights(quantised, stored, where, "mobilenet_v1, quantised");

  Weights weights;
  for (std::size_t i = 0; i < wanted.size(); i += 2) {
    const NamedTensor& weight = quantised.tensor(stored[i / 2 * 5].name);
    const NamedTensor& bias = quantised.tensor(stored[i / 2 * 5 + 1].name);
    const auto scale =
        number_at<float>(quantised.tensor(stored[i / 2 * 5 + 2].name), 0);
    const auto zero = number_at<std::uint8_t>(
        quantised.tensor(stored[i / 2 * 5 + 3].name), 0);
    const auto input_scale =
        number_at<float>(quantised.tensor(stored[i / 2 * 5 + 4].name), 0);
    std::vector<float> values(weight.spec.count());
    for (std::size_t k = 0; k < values.size(); ++k) {
      values[k] =
          scale * static_cast<float>(number_at<std::uint8_t>(weight, k) - zero);
    }
    std::vector<float> biases(bias.spec.count());
    const double bias_scale = double{input_scale} * double{scale};
    for (std::size_t k = 0; k < biases.size(); ++k) {
      biases[k] =
          static_cast<float>(number_at<std::int32_t>(bias, k) * bias_scale);
    }
    weights.tensors.push_back(float_tensor(wanted[i], values));
    weights.tensors.push_back(float_tensor(wanted[i + 1], biases));
  }
  return weights;
}

Encoder mobilenet_v1_encoder(MobileNetV1 network, std::string_view layer,
                             std::int64_t input_px) {
  // Copies of a function must be able to share it.
  const auto shared = std::make_shared<const MobileNetV1>(std::move(network));
  return {.name = concat("mobilenet_v1/", layer),
          .features = shared->features(),
          .input_px = input_px,
          .batch = tiles_of_call(1),
          .encode = [shared](const TileBatch& tiles) {
            return shared->encode(tiles);
          }};
}

namespace {

struct MobileNetOptions {
  std::string layer = "block8";
  std::int64_t input_px = 224;
};

}  // namespace

// What the step and its mean over symmetries have in common; `times` as many
// pictures are encoded.
namespace {

StepKind encoder_step(std::string name, std::string sentence, double times) {
  return StepKind(std::move(name), 1, std::move(sentence))
      .numeric(Numeric::network)
      .applies<Patches>("patches", "tiles of a section")
      .learns<File>("weights", Learned::pretraining,
                    "safetensors, uint8 as shipped or float32")
      .choice("layer", &MobileNetOptions::layer, layer_choices(),
              "block whose mean map is taken")
      .option("input_px", &MobileNetOptions::input_px,
              "side of the tiles; it was trained on 224", {32, {}})
      .unit("px")
      .needs([times](const Options& options, const InputSizes& sizes) {
        // LibTorch, weights, the maps of a tile, a chunk of tiles and the
        // features: 2,000 tiles of 224 px take 159 MB in all, and 20 s.
        const std::int64_t side = options.as<MobileNetOptions>().input_px;
        const std::uint64_t bytes = sizes.of("patches");
        return Needs{
            .memory_bytes = 192 * kMiB + bytes / 16 +
                            512 * static_cast<std::uint64_t>(side * side),
            .seconds = 2 + times * static_cast<double>(bytes) / 1e7};
      })
      .makes<Features>([times](const Inputs& in, const Options& options) {
        const auto chosen = options.as<MobileNetOptions>();
        const File file = in.get<File>("weights");
        Encoder encoder = mobilenet_v1_encoder(
            MobileNetV1(read_safetensors(file.path), chosen.layer, file.name),
            chosen.layer, chosen.input_px);
        if (times > 1) encoder = over_symmetries(std::move(encoder));
        auto patches = in.open<PatchReader>("patches");
        return encode(encoder, patches);
      });
}

}  // namespace

StepKind mobilenet_v1_step() {
  return encoder_step("mobilenet_v1",
                      "Features of tiles by MobileNetV1: mean map of a layer.",
                      1);
}

StepKind mobilenet_v1_symmetries_step() {
  return encoder_step("mobilenet_v1_symmetries",
                      "Features of tiles by MobileNetV1, averaged over the "
                      "eight symmetries of the square.",
                      8);
}

}  // namespace moonstain
