#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/data/stored/grid_values.h"
#include "core/data/stored/predictions.h"
#include "core/learn/model.h"
#include "core/learn/network/network.h"

namespace moonstain {

class Inputs;

/// A kind of network that a Model can hold; each paper's network declares one.
struct ModelKind {
  std::string name;  ///< "hist_model"
  /// Of the step `predictions`, those that `predict` reads: "features".
  std::vector<std::string> inputs;
  /// Builds the network from a configuration, with undefined weights.
  std::function<std::unique_ptr<Network>(const Json& config)> make;
  /// What the network, which has the model's weights, says of the inputs.
  std::function<Predictions(Network& network, const Model& model,
                            const Inputs& inputs)>
      predict;
  /// What it says of every cell of a grid; nothing for a network of spots.
  std::function<GridValues(Network& network, const Model& model,
                           const Inputs& inputs)>
      predict_grid = nullptr;
  /// Further inputs that `predict` reads where they are given; it says itself
  /// which of them it needs.
  std::vector<std::string> may_read = {};
};

/// The kind that a model is of.
/// @throws Error naming those that are known
const ModelKind& find_kind(const std::vector<ModelKind>& kinds,
                           const Model& model);

/// A model's network with its weights.
/// @throws Error where they do not fit
std::unique_ptr<Network> network_of(const ModelKind& kind, const Model& model);

}  // namespace moonstain
