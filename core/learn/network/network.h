#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/matrix.h"
#include "core/learn/network/seen.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

/// One tensor of a network's state, under the authors' name.
struct StateTensor {
  std::string name;
  at::Tensor value;
  bool trained = false;  ///< a parameter; else a buffer such as a running mean
};

/// All tensors of a network in the authors' order (`state_dict` of PyTorch).
using State = std::vector<StateTensor>;

/// Values of all its parameters together.
std::int64_t parameters_of(const State& state);

using Tensors = std::vector<at::Tensor>;

/// A float32 tensor [rows, columns], on any device, as a matrix of its own.
/// @throws Error on another number of dimensions
Matrix rows_of(const at::Tensor& values);

enum class Mode { training, evaluation };

/// A map from tensors to tensors with named weights.
class Network {
 public:
  virtual ~Network() = default;

  /// @param inputs  as the network says: maps [batch, channels, rows, columns],
  ///                or the features of nodes and their edges
  /// @return  its outputs, in an order that the network says
  virtual Tensors forward(const Tensors& inputs, Mode mode) = 0;

  State& state() { return state_; }
  const State& state() const { return state_; }

  /// Values of all parameters together.
  std::int64_t parameters() const { return parameters_of(state_); }

  /// `seen` is told in each `forward` what modules give, of which a network
  /// chooses some: for comparisons with other implementations.
  void watch(Seen seen) { seen_ = std::move(seen); }

 protected:
  State state_;
  Seen seen_;
};

/// Names, types and shapes of a state, in order.
std::vector<TensorSpec> state_specs(const State& state);

/// Copies a state out of a network.
Weights weights_of(const State& state);

/// Copies weights into a network by name.
/// @throws Error listing every missing, unexpected or misshapen tensor
void load_weights(State& state, const Weights& weights, std::string_view where,
                  std::string_view network);

}  // namespace moonstain
