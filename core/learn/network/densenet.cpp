#include "core/learn/network/densenet.h"

#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/relu.h>

#include <array>
#include <cmath>
#include <string>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr std::int64_t kStem = 64;
constexpr std::int64_t kGrowth = 32;
constexpr std::int64_t kNarrow = 4 * kGrowth;  // inside a layer
constexpr std::array kLayers = {6, 12, 24, 16};

at::Tensor kernel(const Names& names, std::int64_t in, std::int64_t out,
                  std::int64_t side) {
  return names.drawn("weight", {out, in, side, side},
                     kaiming_normal(in * side * side, std::sqrt(2.0)));
}

}  // namespace

DenseNet121::Layer::Layer(const Names& names, std::int64_t in)
    : norm1(names / "norm1", in),
      conv1(kernel(names / "conv1", in, kNarrow, 1)),
      norm2(names / "norm2", kNarrow),
      conv2(kernel(names / "conv2", kNarrow, kGrowth, 3)) {}

at::Tensor DenseNet121::Layer::operator()(const at::Tensor& maps,
                                          Mode mode) const {
  at::Tensor narrow = norm1(maps, mode);
  narrow = norm2(at::conv2d(at::relu_(narrow), conv1), mode);
  return at::conv2d(at::relu_(narrow), conv2, std::nullopt, /*stride=*/1,
                    /*padding=*/1);
}

std::vector<DenseNet121::Block> DenseNet121::blocks_of(const Names& names) {
  std::vector<Block> blocks;
  std::int64_t channels = kStem;
  for (std::size_t b = 0; b < kLayers.size(); ++b) {
    const std::string number = std::to_string(b + 1);
    Block block;
    for (int i = 1; i <= kLayers[b]; ++i, channels += kGrowth) {
      block.layers.emplace_back(
          names / ("denseblock" + number) / concat("denselayer", i), channels);
    }
    if (b + 1 < kLayers.size()) {
      const Names after = names / ("transition" + number);
      BatchNorm norm(after / "norm", channels);
      block.after.push_back(
          {std::move(norm), kernel(after / "conv", channels, channels / 2, 1)});
      channels /= 2;
    }
    blocks.push_back(std::move(block));
  }
  return blocks;
}

DenseNet121::DenseNet121(const Names& names)
    : conv0_(kernel(names / "conv0", 3, kStem, 7)),
      norm0_(names / "norm0", kStem),
      blocks_(blocks_of(names)),
      norm5_(names / "norm5", kWidth) {}

at::Tensor DenseNet121::maps(const at::Tensor& pictures, Mode mode,
                             const Seen& seen) const {
  at::Tensor maps = norm0_(
      at::conv2d(pictures, conv0_, std::nullopt, /*stride=*/2, /*padding=*/3),
      mode);
  maps = at::max_pool2d(at::relu_(maps), /*kernel_size=*/3, /*stride=*/2,
                        /*padding=*/1);
  told(seen, "pool0", maps);
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const std::string number = std::to_string(b + 1);
    for (const Layer& layer : blocks_[b].layers) {
      maps = at::cat({maps, layer(maps, mode)}, 1);
    }
    told(seen, "denseblock" + number, maps);
    for (const Transition& after : blocks_[b].after) {
      // The mean before the convolution of 1 x 1, which it may change places
      // with: a quarter of the products.
      maps = after.norm(maps, mode);
      maps = at::conv2d(at::avg_pool2d(at::relu_(maps), 2, 2), after.conv);
      told(seen, "transition" + number, maps);
    }
  }
  maps = norm5_(maps, mode);
  told(seen, "norm5", maps);
  return maps;
}

at::Tensor DenseNet121::features(const at::Tensor& pictures, Mode mode) const {
  at::Tensor last = maps(pictures, mode);
  return at::relu_(last).mean({2, 3});
}

}  // namespace moonstain
