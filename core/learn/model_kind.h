#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/data/stored/grid_values.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/kind_words.h"
#include "core/learn/model.h"
#include "core/learn/network/network.h"

namespace moonstain {

class Inputs;

/// Which passes of a rule by the composition of a patch change what is
/// predicted of its nuclei (recipes/ghist_cells/METHOD.md 1.4).
enum class CompositionPasses { none, immune, immune_flagged, immune_unflagged };

template <>
struct KindWords<CompositionPasses> {
  static constexpr std::string_view kAll[] = {
      "none", "immune", "immune_flagged", "immune_unflagged"};
};

/// How a network over nuclei is asked.
struct NucleusQuestion {
  std::int64_t overlap_px = 30;  ///< of the patches
  CompositionPasses composition_rule = CompositionPasses::none;
  double alpha = 2;       ///< of that rule's immune pass
  std::int64_t seed = 0;  ///< of what it draws, beside the slide's name

  friend bool operator==(const NucleusQuestion&,
                         const NucleusQuestion&) = default;
};

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
  /// Of a network over nuclei, in place of `predict`.
  std::function<Predictions(Network& network, const Model& model,
                            const Inputs& inputs,
                            const NucleusQuestion& question)>
      predict_nuclei = nullptr;
};

/// The kind that a model is of.
/// @throws Error naming those that are known
const ModelKind& find_kind(const std::vector<ModelKind>& kinds,
                           const Model& model);

/// A model's network with its weights.
/// @throws Error where they do not fit
std::unique_ptr<Network> network_of(const ModelKind& kind, const Model& model);

}  // namespace moonstain
