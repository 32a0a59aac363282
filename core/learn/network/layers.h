#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// Side, padding, dilation, groups and stride of a convolution, all isotropic.
struct Window {
  std::int64_t side = 1;
  std::int64_t padding = 0;
  std::int64_t dilation = 1;
  std::int64_t groups = 1;
  std::int64_t stride = 1;
};

/// Two-dimensional convolution with bias.
class Convolution {
 public:
  /// @param law  of the weight, PyTorch's default unless given; the bias
  ///             always starts by the default
  Convolution(const Names& names, std::int64_t in, std::int64_t out,
              Window window, std::optional<Law> law = std::nullopt);
  at::Tensor operator()(const at::Tensor& maps) const;

  const at::Tensor& weight() const { return weight_; }
  const at::Tensor& bias() const { return bias_; }

 private:
  Window window_;
  at::Tensor weight_;  // [out, in / groups, side, side]
  at::Tensor bias_;    // [out]
};

/// Batch normalisation over [batch, channels, rows, columns]: epsilon 1e-5,
/// momentum 0.1. In training it counts batches and moves the running values.
class BatchNorm {
 public:
  /// @param law  of the weight, which starts as 1 unless given
  BatchNorm(const Names& names, std::int64_t channels,
            std::optional<Law> law = std::nullopt);
  at::Tensor operator()(const at::Tensor& maps, Mode mode) const;

 private:
  at::Tensor weight_;
  at::Tensor bias_;
  at::Tensor running_mean_;
  at::Tensor running_var_;
  at::Tensor batches_;
};

enum class Bias { none, learned };

/// values [..., in] to [..., out]: x W' + b. In bfloat16 (`round_weights`) the
/// values are rounded to it, products are summed in float32, and the result is
/// bfloat16.
class Linear {
 public:
  /// @param law  of the weight, PyTorch's default unless given; the bias
  ///             always starts by the default
  Linear(const Names& names, std::int64_t in, std::int64_t out,
         Bias bias = Bias::learned, std::optional<Law> law = std::nullopt);
  at::Tensor operator()(const at::Tensor& values) const;

  /// Takes weight and bias as they are now, rounded to bfloat16. What is put
  /// into the state later is not seen: for a network that is loaded, and only
  /// predicts.
  void round_weights();

  const at::Tensor& weight() const { return weight_; }
  const at::Tensor& bias() const { return *bias_; }  ///< where it is learned

 private:
  at::Tensor weight_;               // [out, in]
  std::optional<at::Tensor> bias_;  // [out]
};

/// Normalisation over the last axis, [..., width]: epsilon 1e-5, with weight
/// (from 1) and bias (from 0).
class LayerNorm {
 public:
  LayerNorm(const Names& names, std::int64_t width);
  at::Tensor operator()(const at::Tensor& values) const;

 private:
  at::Tensor weight_;
  at::Tensor bias_;
};

/// Sets values to 0 with probability `rate` and scales the others by
/// 1 / (1 - rate); in evaluation it changes nothing. Each call in training
/// draws from a stream of its own, derived from (seed, step, "dropout" and the
/// layer's name, number of the call), so that a layer more moves no other.
class Dropout {
 public:
  /// @throws Error unless 0 <= rate < 1
  Dropout(const Names& names, double rate);
  /// @throws Error in training, where the network was made without a seed
  at::Tensor operator()(const at::Tensor& values, Mode mode);

 private:
  double rate_;
  Initial initial_;
  std::string name_;
  std::uint64_t calls_ = 0;
};

}  // namespace moonstain
