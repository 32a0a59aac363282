#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/learn/network/network.h"

namespace moonstain {

/// Where a layer puts its tensors: a network's state and the name so far.
/// `names / "conv" / 0` is the name "....conv.0", as PyTorch writes it.
class Names {
 public:
  Names(State& state, Initial initial, at::ScalarType type)
      : state_(&state), initial_(std::move(initial)), type_(type) {}

  Names operator/(const std::string& part) const;
  Names operator/(int part) const { return *this / std::to_string(part); }

  /// A parameter drawn uniformly from +-1/sqrt(fan_in): PyTorch's default for
  /// the weight and for the bias of a convolution or a linear layer.
  at::Tensor uniform(const std::string& name, std::vector<std::int64_t> shape,
                     std::int64_t fan_in) const;
  at::Tensor constant(const std::string& name, std::vector<std::int64_t> shape,
                      double value) const;
  at::Tensor buffer(const std::string& name, std::vector<std::int64_t> shape,
                    double value) const;
  /// A 64-bit count, such as the batches that a normalisation has seen.
  at::Tensor counter(const std::string& name) const;

 private:
  at::Tensor add(const std::string& name, at::Tensor value, bool trained) const;
  std::string full(const std::string& name) const;

  State* state_;
  Initial initial_;
  at::ScalarType type_;
  std::string prefix_;
};

/// Side, padding, dilation and groups of a convolution, all isotropic.
struct Window {
  std::int64_t side = 1;
  std::int64_t padding = 0;
  std::int64_t dilation = 1;
  std::int64_t groups = 1;
};

/// Two-dimensional convolution with bias, stride 1.
class Convolution {
 public:
  Convolution(const Names& names, std::int64_t in, std::int64_t out,
              Window window);
  at::Tensor operator()(const at::Tensor& maps) const;

 private:
  Window window_;
  at::Tensor weight_;  // [out, in / groups, side, side]
  at::Tensor bias_;    // [out]
};

/// Batch normalisation over [batch, channels, rows, columns]: epsilon 1e-5,
/// momentum 0.1. In training it counts batches and moves the running values.
class BatchNorm {
 public:
  BatchNorm(const Names& names, std::int64_t channels);
  at::Tensor operator()(const at::Tensor& maps, Mode mode) const;

 private:
  at::Tensor weight_;
  at::Tensor bias_;
  at::Tensor running_mean_;
  at::Tensor running_var_;
  at::Tensor batches_;
};

}  // namespace moonstain
