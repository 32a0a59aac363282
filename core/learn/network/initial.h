#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// Where a network's first weights, and what it draws while it trains, come
/// from.
struct Initial {
  /// Streams are derived from (seed, step, name of the tensor); without a step
  /// the values are left undefined, for weights that are loaded afterwards.
  StreamSeed seed;
  std::string step;
};

using Sizes = std::vector<std::int64_t>;

/// Values that one output of a layer is made of, and outputs that one value
/// goes into: for a weight [out, in, ...] in and out times the size of the
/// window.
struct Fans {
  std::int64_t in = 1;
  std::int64_t out = 1;
};

/// @throws Error on a shape of fewer than two dimensions
Fans fans_of(const Sizes& weight);

/// What first values follow; the functions below are PyTorch's rules
/// (torch/nn/init.py). Bounds and deviations are equal to PyTorch's to the
/// last bit; the draws are ours (core/base/random.h).
struct Law {
  enum class Form { uniform, normal };
  Form form = Form::uniform;
  double mean = 0;
  double spread = 0;  ///< half the width if uniform, else standard deviation
  /// A normal draw outside of these is drawn again.
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

/// Uniform in +-1/sqrt(fan_in): PyTorch's default for the weight and for the
/// bias of a convolution, a linear layer, and (of its hidden size) an LSTM.
Law by_fan_in(std::int64_t fan_in);
/// He et al. 2015, arXiv:1502.01852: deviation gain / sqrt(fan). The gain is
/// sqrt(2) before a ReLU, sqrt(2 / (1 + slope^2)) before a leaky one, else 1.
Law kaiming_uniform(std::int64_t fan, double gain);
Law kaiming_normal(std::int64_t fan, double gain);
/// Glorot and Bengio 2010: deviation gain sqrt(2 / (fan_in + fan_out)).
Law xavier_uniform(Fans fans, double gain = 1);
Law xavier_normal(Fans fans, double gain = 1);
Law normal(double mean, double deviation);
/// Bounds are values, not deviations: PyTorch's are -2 and 2 by default.
Law truncated_normal(double mean, double deviation, double low, double high);

/// Where a layer puts its tensors: a network's state and the name so far.
/// `names / "conv" / 0` is the name "....conv.0", as PyTorch writes it.
class Names {
 public:
  Names(State& state, Initial initial, at::ScalarType type)
      : state_(&state), initial_(std::move(initial)), type_(type) {}

  Names operator/(const std::string& part) const;
  Names operator/(int part) const { return *this / std::to_string(part); }

  /// A parameter whose first values follow a law.
  at::Tensor drawn(const std::string& name, Sizes shape, const Law& law) const;
  at::Tensor constant(const std::string& name, Sizes shape, double value) const;
  at::Tensor buffer(const std::string& name, Sizes shape, double value) const;
  /// A buffer of these values; floating ones in the network's own type.
  at::Tensor fixed(const std::string& name, const at::Tensor& values) const;
  /// A 64-bit count, such as the batches that a normalisation has seen.
  at::Tensor counter(const std::string& name) const;

  const Initial& initial() const { return initial_; }
  const std::string& name() const { return prefix_; }  ///< so far

 private:
  at::Tensor add(const std::string& name, at::Tensor value, bool trained) const;
  std::string full(const std::string& name) const;

  State* state_;
  Initial initial_;
  at::ScalarType type_;
  std::string prefix_;
};

}  // namespace moonstain
