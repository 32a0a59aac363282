#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/learn/network/layers.h"
#include "core/learn/network/seen.h"

namespace moonstain {

/// DenseNet-121 without its classifier: a stem of a strided convolution and a
/// maximum; four blocks of 6, 12, 24 and 16 layers, each of which sees all maps
/// of the layers before it in its block and adds 32; between blocks a
/// convolution of 1 x 1 halves the channels and a mean the grid. A layer
/// normalises, ReLU, convolution of 1 x 1 to 128, normalises, ReLU, convolution
/// of 3 x 3 to 32. Convolutions have no bias.
///
/// Names, order and first values of the state are torchvision's: conv0, norm0,
/// denseblock1.denselayer1.norm1 .. norm5; 6,953,856 parameters.
///
/// Source: Huang et al. 2017, arXiv:1608.06993
/// (recipes/spot_benchmark/METHOD.md 3.2).
class DenseNet121 {
 public:
  static constexpr std::int64_t kWidth = 1024;  ///< of a picture's features

  explicit DenseNet121(const Names& names);

  /// Pictures [batch, 3, rows, columns] to maps
  /// [batch, 1024, rows / 32, columns / 32], before the last ReLU. Of "pool0",
  /// "denseblock1", "transition1", ..., "norm5" `seen` is told.
  at::Tensor maps(const at::Tensor& pictures, Mode mode,
                  const Seen& seen = {}) const;
  /// Means of the maps behind a ReLU, [batch, 1024].
  at::Tensor features(const at::Tensor& pictures, Mode mode) const;

 private:
  struct Layer {
    Layer(const Names& names, std::int64_t in);
    /// The 32 maps that it adds to these.
    at::Tensor operator()(const at::Tensor& maps, Mode mode) const;

    BatchNorm norm1;
    at::Tensor conv1;  // [128, in, 1, 1]
    BatchNorm norm2;
    at::Tensor conv2;  // [32, 128, 3, 3]
  };
  struct Transition {
    BatchNorm norm;
    at::Tensor conv;  // [in / 2, in, 1, 1]
  };
  struct Block {
    std::vector<Layer> layers;
    std::vector<Transition> after;  // one, none behind the last
  };

  static std::vector<Block> blocks_of(const Names& names);

  at::Tensor conv0_;
  BatchNorm norm0_;
  std::vector<Block> blocks_;
  BatchNorm norm5_;
};

}  // namespace moonstain
