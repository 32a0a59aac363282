#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// A tensor that a model has beside its weights, such as the training spots
/// that a method looks up when it predicts.
struct CarriedTensor {
  std::string name;  ///< "exemplars.features"
  at::Tensor value;  ///< float32 or int64
};

/// A network that does as the given one and has these tensors behind its state,
/// as buffers, so that a Model stores them with its weights.
std::unique_ptr<Network> carrying(std::unique_ptr<Network> network,
                                  const std::vector<CarriedTensor>& tensors);

/// Names, types and shapes of carried tensors for a Model's configuration, and
/// tensors of this form without values, to be loaded.
Json json_of(const std::vector<CarriedTensor>& tensors);
std::vector<CarriedTensor> carried_from(const Json& json,
                                        std::string_view where);

/// A tensor of a network's state by its name.
/// @throws Error naming it
const at::Tensor& tensor_named(const State& state, std::string_view name);

}  // namespace moonstain
