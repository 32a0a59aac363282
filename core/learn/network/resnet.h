#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/learn/network/layers.h"
#include "core/learn/network/seen.h"

namespace moonstain {

struct ResNetConfig {
  /// 18: two convolutions of 3 x 3 in a block; 50: one of 3 x 3 between two of
  /// 1 x 1, the last four times as wide.
  std::int64_t depth = 50;
  std::int64_t classes = 1000;  ///< of the linear map `fc`; 0: there is none
};

/// A residual network: a stem of a strided convolution and a maximum, then four
/// stages of blocks. A block adds to its input what two or three normalised
/// convolutions make of it; where a block changes the grid or the width, its
/// input passes a convolution of 1 x 1. From stage to stage the grid is halved
/// and the width doubled; in a block of three the middle convolution halves it.
///
/// Names, order and first values of the state are torchvision's: conv1, bn1,
/// layer1 .. layer4, fc; 11,689,512 parameters of depth 18, 25,557,032 of depth
/// 50, with 1000 classes. timm's resnet18 and resnet50 have the same names.
///
/// Source: He et al. 2016, arXiv:1512.03385; the stride in the middle as in
/// torchvision (recipes/spot_benchmark/METHOD.md 3.1).
class ResNet {
 public:
  /// The module of a name, at places where others number the children of a
  /// network instead of naming them.
  enum class Naming {
    torchvision,  ///< conv1, bn1, layer1, layer2, layer3, layer4, fc
    children,     ///< 0, 1, 4, 5, 6, 7, fc: the places of the same modules
  };

  /// @throws Error on another depth than 18 or 50
  ResNet(const Names& names, const ResNetConfig& config,
         Naming naming = Naming::torchvision);

  /// Pictures [batch, 3, rows, columns] to maps
  /// [batch, width(), rows / 32, columns / 32]. Of conv1, maxpool (3 among
  /// children) and each stage `seen` is told.
  at::Tensor maps(const at::Tensor& pictures, Mode mode,
                  const Seen& seen = {}) const;
  /// Means of the maps, [batch, width()].
  at::Tensor features(const at::Tensor& pictures, Mode mode,
                      const Seen& seen = {}) const;
  /// Linear map of the features, [batch, classes].
  /// @throws Error if there are no classes
  at::Tensor operator()(const at::Tensor& pictures, Mode mode) const;

  /// Of a picture before the classes: 512 of depth 18, 2048 of depth 50.
  std::int64_t width() const { return width_; }

 private:
  // A convolution without bias and its normalisation.
  struct Normalised {
    Normalised(const Names& convolution, const Names& norm, std::int64_t in,
               std::int64_t out, std::int64_t side, std::int64_t stride);
    at::Tensor convolved(const at::Tensor& maps) const;
    at::Tensor operator()(const at::Tensor& maps, Mode mode) const {
      return norm(convolved(maps), mode);
    }

    at::Tensor weight;  // [out, in, side, side]
    std::int64_t stride;
    BatchNorm norm;
  };

  struct Block {
    at::Tensor operator()(const at::Tensor& maps, Mode mode) const;

    std::vector<Normalised> branch;
    std::vector<Normalised> shortcut;  // one, or none: the input itself
  };
  struct Stage {
    std::string name;
    std::vector<Block> blocks;
  };

  static Block block_of(const Names& names, std::int64_t depth, std::int64_t in,
                        std::int64_t width, std::int64_t stride);
  static std::vector<Stage> stages_of(const Names& names, std::int64_t depth,
                                      Naming naming);

  Naming naming_;
  std::int64_t width_;
  Normalised stem_;
  std::vector<Stage> stages_;
  std::vector<Linear> classes_;  // one or none
};

}  // namespace moonstain
