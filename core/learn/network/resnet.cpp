#include "core/learn/network/resnet.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/relu.h>

#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr std::int64_t kStemWidth = 64;

// Blocks of the four stages.
std::array<int, 4> blocks_of(std::int64_t depth) {
  check(depth == 18 || depth == 50, "resnet: a depth of ", depth,
        "; there are 18 and 50");
  return depth == 18 ? std::array{2, 2, 2, 2} : std::array{3, 4, 6, 3};
}

// How much wider a block's output is than its first convolution.
std::int64_t expansion_of(std::int64_t depth) { return depth == 18 ? 1 : 4; }

std::string module_name(ResNet::Naming naming, const char* name, int place) {
  return naming == ResNet::Naming::torchvision ? name : std::to_string(place);
}

}  // namespace

ResNet::Normalised::Normalised(const Names& convolution, const Names& norm,
                               std::int64_t in, std::int64_t out,
                               std::int64_t side, std::int64_t stride)
    : weight(
          convolution.drawn("weight", {out, in, side, side},
                            kaiming_normal(out * side * side, std::sqrt(2.0)))),
      stride(stride),
      norm(norm, out) {}

at::Tensor ResNet::Normalised::convolved(const at::Tensor& maps) const {
  return at::conv2d(maps, weight, std::nullopt, stride,
                    /*padding=*/weight.size(2) / 2);
}

at::Tensor ResNet::Block::operator()(const at::Tensor& maps, Mode mode) const {
  at::Tensor added = branch[0](maps, mode);
  for (std::size_t i = 1; i < branch.size(); ++i) {
    added = branch[i](at::relu_(added), mode);
  }
  const at::Tensor base = shortcut.empty() ? maps : shortcut[0](maps, mode);
  return at::relu_(added.add_(base));
}

ResNet::Block ResNet::block_of(const Names& names, std::int64_t depth,
                               std::int64_t in, std::int64_t width,
                               std::int64_t stride) {
  const std::int64_t out = width * expansion_of(depth);
  Block block;
  const auto add = [&](std::int64_t from, std::int64_t to, std::int64_t side,
                       std::int64_t step) {
    const std::string place = std::to_string(block.branch.size() + 1);
    block.branch.emplace_back(names / ("conv" + place), names / ("bn" + place),
                              from, to, side, step);
  };
  if (depth == 18) {
    add(in, width, 3, stride);
    add(width, width, 3, 1);
  } else {
    add(in, width, 1, 1);
    add(width, width, 3, stride);
    add(width, out, 1, 1);
  }
  if (stride != 1 || in != out) {
    const Names shortcut = names / "downsample";
    block.shortcut.emplace_back(shortcut / 0, shortcut / 1, in, out, 1, stride);
  }
  return block;
}

std::vector<ResNet::Stage> ResNet::stages_of(const Names& names,
                                             std::int64_t depth,
                                             Naming naming) {
  std::vector<Stage> stages;
  std::int64_t in = kStemWidth, width = kStemWidth;
  int number = 1;
  for (const int count : blocks_of(depth)) {
    Stage stage{
        module_name(naming, concat("layer", number).c_str(), number + 3), {}};
    for (int i = 0; i < count; ++i) {
      const std::int64_t stride = i == 0 && number > 1 ? 2 : 1;
      stage.blocks.push_back(
          block_of(names / stage.name / i, depth, in, width, stride));
      in = width * expansion_of(depth);
    }
    stages.push_back(std::move(stage));
    width *= 2;
    ++number;
  }
  return stages;
}

ResNet::ResNet(const Names& names, const ResNetConfig& config, Naming naming)
    : naming_(naming),
      width_(8 * kStemWidth * expansion_of(config.depth)),
      stem_(names / module_name(naming, "conv1", 0),
            names / module_name(naming, "bn1", 1), 3, kStemWidth, /*side=*/7,
            /*stride=*/2),
      stages_(stages_of(names, config.depth, naming)) {
  if (config.classes > 0) {
    classes_.emplace_back(names / "fc", width_, config.classes);
  }
}

at::Tensor ResNet::maps(const at::Tensor& pictures, Mode mode,
                        const Seen& seen) const {
  at::Tensor maps = stem_.convolved(pictures);
  told(seen, module_name(naming_, "conv1", 0), maps);
  maps = stem_.norm(maps, mode);
  maps = at::max_pool2d(at::relu_(maps), /*kernel_size=*/3, /*stride=*/2,
                        /*padding=*/1);
  told(seen, module_name(naming_, "maxpool", 3), maps);
  for (const Stage& stage : stages_) {
    for (const Block& block : stage.blocks) maps = block(maps, mode);
    told(seen, stage.name, maps);
  }
  return maps;
}

at::Tensor ResNet::features(const at::Tensor& pictures, Mode mode,
                            const Seen& seen) const {
  return maps(pictures, mode, seen).mean({2, 3});
}

at::Tensor ResNet::operator()(const at::Tensor& pictures, Mode mode) const {
  check(!classes_.empty(),
        "resnet: it has no classes, and gives features only");
  return classes_[0](features(pictures, mode));
}

}  // namespace moonstain
