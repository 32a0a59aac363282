#include "models/networks/capsules.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/softmax.h>

#include <cmath>
#include <string>

#include "core/base/error.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr std::int64_t kPrimary = 16;
constexpr std::int64_t kPrimaryLength = 8;
constexpr std::int64_t kPrimarySide = 9;  // of the maps before it

}  // namespace

Tensor squashed(const Tensor& vectors) {
  const Tensor length =
      at::linalg_vector_norm(vectors, 2, {-1}, /*keepdim=*/true);
  return (1 - 1 / (at::exp(length) + 1e-20)) * (vectors / (length + 1e-20));
}

std::vector<Capsules::Layer> Capsules::layers_of(const Names& names,
                                                 std::int64_t in) {
  const struct {
    std::int64_t out;
    Window window;
  } shapes[] = {{32, {.side = 5}},
                {64, {.side = 3}},
                {64, {.side = 3}},
                {kPrimary * kPrimaryLength, {.side = 3, .stride = 2}}};
  std::vector<Layer> layers;
  for (const auto& [out, window] : shapes) {
    const std::string number = std::to_string(layers.size() + 1);
    layers.push_back({Convolution(names / ("conv" + number), in, out, window),
                      BatchNorm(names / ("batch_norm" + number), out)});
    in = out;
  }
  return layers;
}

Capsules::Capsules(const Names& names, const CapsulesConfig& config)
    : config_(config),
      layers_(layers_of(names, config.in)),
      primary_(names / "primary_caps" / "depthwise_conv",
               kPrimary * kPrimaryLength, kPrimary * kPrimaryLength,
               {.side = kPrimarySide, .groups = kPrimary * kPrimaryLength}) {
  const Sizes shape{config.out, kPrimary, kPrimaryLength, config.length};
  weight_ =
      (names / "digit_caps")
          .drawn("W", shape, kaiming_normal(fans_of(shape).in, std::sqrt(2.0)));
  prior_ = (names / "digit_caps").constant("b", {config.out, kPrimary, 1}, 0);
}

Tensor Capsules::primary(const Tensor& maps, Mode mode,
                         const Seen& seen) const {
  Tensor values = maps;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    values = told(seen, concat("conv", i + 1), layers_[i].convolution(values));
    values =
        told(seen, concat("batch_norm", i + 1), layers_[i].norm(values, mode));
    values = at::relu(values);
  }
  check(values.size(2) == kPrimarySide && values.size(3) == kPrimarySide,
        "capsules: maps of ", maps.size(2), " x ", maps.size(3), " leave ",
        values.size(2), " x ", values.size(3), ", expected ", kPrimarySide,
        " x ", kPrimarySide);
  // The window covers all: a product with it, channel by channel.
  const Tensor joined =
      (values * primary_.weight().squeeze(1)).sum({2, 3}) + primary_.bias();
  return told(seen, "primary_caps",
              squashed(joined.view({-1, kPrimary, kPrimaryLength})));
}

Tensor Capsules::routed(const Tensor& capsules) const {
  const std::int64_t spots = capsules.size(0);
  // All outputs at once, by capsule: [16, spots, out * length].
  const Tensor votes =
      at::bmm(capsules.transpose(0, 1),
              weight_.permute({1, 2, 0, 3}).flatten(2))
          .view({kPrimary, spots, config_.out, config_.length});
  const Tensor agreement =
      (votes * votes.sum(0, /*keepdim=*/true)).sum(-1, /*keepdim=*/true) /
      std::sqrt(static_cast<float>(config_.length));
  const Tensor share =
      at::softmax(agreement, 2) + prior_.permute({1, 0, 2}).unsqueeze(1);
  return squashed((share * votes).sum(0));
}

Tensor Capsules::operator()(const Tensor& maps, Mode mode,
                            const Seen& seen) const {
  return routed(primary(maps, mode, seen));
}

}  // namespace moonstain
