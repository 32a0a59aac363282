#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/learn/network/initial.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// Omni-dimensional dynamic convolution whose stride is its side: each picture
/// is convolved by a weight of its own, a mixture of some kernels in which
/// channels, filters and places are gated by what the picture's mean says:
///
///     a = ReLU(BN(A mean))                        [pictures, attention]
///     gates = sigmoid(linear a) of channels, filters and places
///     weight = channel * filter * place * sum_k softmax_k(linear a) W_k
///
/// Windows do not overlap, so it is one product a picture of its tiles and its
/// weight, and no picture is gated itself.
///
/// State: weight [kernels, out, in, side, side], attention.fc, bn, channel_fc,
/// filter_fc, spatial_fc, kernel_fc; Kaiming normal by the outputs.
///
/// Source: Li et al. 2022, arXiv:2209.07947.
class DynamicConvolution {
 public:
  struct Config {
    std::int64_t in = 3;
    std::int64_t out = 16;
    std::int64_t side = 4;
    std::int64_t kernels = 4;
    std::int64_t attention = 16;
  };

  DynamicConvolution(const Names& names, const Config& config);

  /// Pictures [spots, in, rows, columns] to [spots, out, rows / side,
  /// columns / side]; what is left of a side is not seen.
  at::Tensor operator()(const at::Tensor& pictures, Mode mode) const;

 private:
  at::Tensor weight_of(const at::Tensor& attention) const;

  Config config_;
  at::Tensor weight_;
  at::Tensor attend_;  // [attention, in, 1, 1]
  BatchNorm norm_;
  Convolution channel_;
  Convolution filter_;
  Convolution place_;
  Convolution kernel_;
};

}  // namespace moonstain
