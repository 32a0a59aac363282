#include "core/learn/network/unet3plus.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/relu.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/learn/network/upsampled_convolution.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr int kLevels = 5;  // numbered from 1, the picture's size

Law kaiming(std::int64_t in) { return kaiming_normal(9 * in, std::sqrt(2.0)); }

Convolution convolution_3x3(const Names& names, std::int64_t in,
                            std::int64_t out) {
  return Convolution(names, in, out, {.side = 3, .padding = 1}, kaiming(in));
}

std::int64_t encoded_channels(int level, std::int64_t width) {
  return width << (level - 1);
}

}  // namespace

Unet3Plus::Block::Block(const Names& convolution, const Names& norm,
                        std::int64_t in, std::int64_t out)
    : convolution_(convolution_3x3(convolution, in, out)),
      norm_(norm, out, normal(1, 0.02)) {}

Tensor Unet3Plus::Block::operator()(const Tensor& maps, Mode mode,
                                    std::int64_t factor) const {
  const Tensor mixed = factor == 1
                           ? convolution_(maps)
                           : upsampled_convolution(maps, convolution_.weight(),
                                                   convolution_.bias(), factor);
  return norm_(mixed, mode);
}

std::vector<Unet3Plus::Block> Unet3Plus::encoder(const Names& names,
                                                 std::int64_t in,
                                                 std::int64_t width) {
  std::vector<Block> blocks;
  for (int level = 1; level <= kLevels; ++level) {
    const Names here = names / concat("conv", level);
    const std::int64_t out = encoded_channels(level, width);
    for (const char* part : {"conv1", "conv2"}) {
      blocks.emplace_back(here / part / 0, here / part / 1, in, out);
      in = out;
    }
  }
  return blocks;
}

Unet3Plus::Node Unet3Plus::node(const Names& names, int level,
                                std::int64_t width) {
  std::vector<Block> sources;
  for (int from = 1; from <= kLevels; ++from) {
    const bool decoded = from > level && from < kLevels;
    const char* way = from < level ? "PT" : from == level ? "Cat" : "UT";
    const std::string name =
        concat(from > level ? "hd" : "h", from, "_", way, "_hd", level);
    sources.emplace_back(names / (name + "_conv"), names / (name + "_bn"),
                         decoded ? 5 * width : encoded_channels(from, width),
                         width);
  }
  return {std::move(sources),
          Block(names / concat("conv", level, "d_1"),
                names / concat("bn", level, "d_1"), 5 * width, 5 * width)};
}

Unet3Plus::Unet3Plus(const Names& names, std::int64_t in, std::int64_t width,
                     std::int64_t classes)
    : encoder_(encoder(names, in, width)),
      decoder_{node(names, 4, width), node(names, 3, width),
               node(names, 2, width), node(names, 1, width)},
      out_(convolution_3x3(names / "outconv_seg", 5 * width, classes)) {}

Tensor Unet3Plus::level(const Tensor& maps, int number, Mode mode) const {
  // ReLU in place, also below: the gradient of a normalisation does not look
  // at its output.
  const std::size_t first = 2 * (number - 1);
  const Tensor once = encoder_[first](maps, mode).relu_();
  return encoder_[first + 1](once, mode).relu_();
}

Unet3Plus::Output Unet3Plus::operator()(const Tensor& pictures,
                                        Mode mode) const {
  check(pictures.size(2) % 16 == 0 && pictures.size(3) % 16 == 0 &&
            pictures.size(2) > 0 && pictures.size(3) > 0,
        "UNet 3+: pictures of ", pictures.size(2), " x ", pictures.size(3),
        " px; sides must be multiples of 16");

  // smaller[s][k]: level s halved k times. The maximum over a larger window is
  // the maximum of maxima.
  std::array<std::vector<Tensor>, kLevels> smaller;
  std::array<Tensor, kLevels + 1> decoded;
  Tensor given = pictures;
  for (int s = 1; s < kLevels; ++s) {
    smaller[s].push_back(level(given, s, mode));
    for (int k = 1; k <= std::max(1, kLevels - 1 - s); ++k) {
      smaller[s].push_back(at::max_pool2d(smaller[s].back(), 2, 2));
    }
    given = smaller[s][1];
  }
  decoded[kLevels] = level(given, kLevels, mode);

  for (int n = kLevels - 1; n >= 1; --n) {
    const Node& node = decoder_[kLevels - 1 - n];
    std::vector<Tensor> parts;
    for (int s = 1; s <= kLevels; ++s) {
      const Block& source = node.sources[s - 1];
      parts.push_back(s <= n ? source(smaller[s][n - s], mode)
                             : source(decoded[s], mode, 1 << (s - n)));
    }
    // ReLU behind the joining: one copy is kept for both gradients.
    const Tensor joined = at::cat(parts, 1).relu_();
    parts.clear();
    decoded[n] = node.merge(joined, mode).relu_();
  }
  return {out_(decoded[1]), decoded[1], smaller[1][0]};
}

}  // namespace moonstain
