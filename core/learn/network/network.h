#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
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

enum class Mode { training, evaluation };

/// A map from tensors to tensors with named weights.
class Network {
 public:
  virtual ~Network() = default;

  /// @param input  [batch, channels, rows, columns] or what the network says
  virtual at::Tensor forward(const at::Tensor& input, Mode mode) = 0;

  State& state() { return state_; }
  const State& state() const { return state_; }

  /// Values of all parameters together.
  std::int64_t parameters() const;

 protected:
  State state_;
};

/// Where a network's first weights come from.
struct Initial {
  /// Streams are derived from (seed, step, name of the tensor); without a step
  /// the values are left undefined, for weights that are loaded afterwards.
  std::int64_t seed = 0;
  std::string step;
};

/// A kind of network that a Model can hold.
struct NetworkKind {
  std::string name;  ///< "hist_model"
  /// Builds it from its configuration, with undefined weights.
  std::function<std::unique_ptr<Network>(const Json& config)> make;
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
