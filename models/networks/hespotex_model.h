#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/learn/examples/graph_section.h"
#include "core/learn/model_kind.h"
#include "core/learn/train/selection.h"
#include "core/learn/train/training.h"
#include "models/networks/hespotex.h"

namespace moonstain {

class StepKind;

/// Defaults are the paper's (recipes/hespotex_loocv/METHOD.md 4.3 and 4.4).
struct HespotexTraining {
  std::int64_t epochs = 30;
  double learning_rate = 1e-3;
  double weight_decay = 1e-3;  ///< decoupled, of all parameters
  NeighbourTerm neighbour_term = NeighbourTerm::published;
  LayerOrder layer_order = LayerOrder::parallel;
  OutputPart output = OutputPart::published;
  /// Spots that the LSTM computes at once (core/learn/network/lstm.h): of more
  /// it keeps a sixth, for a third more work forward.
  std::int64_t lstm_spots = 1024;
  /// Best: the lowest 1 - mean over genes of the correlation over the spots, a
  /// gene without one as 0, in the mean of the held-out sections
  /// (recipes/hespotex_loocv/METHOD.md 4.5, where that section is the test
  /// section).
  Checkpoint checkpoint = Checkpoint::last;
  std::int64_t seed = 0;
  std::string fold;  ///< from which random numbers derive, beside the seed
};

/// Trains HESpotEx's second stage: AdamW, a section a step, in a new order each
/// epoch. The loss is 1 - the mean over spots of the correlation between the
/// network's latents and the given ones, and the mean squared error of the
/// expression (recipes/hespotex_loocv/METHOD.md 4.2); of latents without a
/// correlation the gradient is 0, where the published one is NaN (9.18).
///
/// A network that ends in constant predictions on its own training sections is
/// marked as collapsed, and one whose loss there is not below that of one
/// expression and one row of latents for all spots is said to be not fitted.
///
/// @param sections  with features, targets, latents, four neighbours a spot;
///                  with nuclei the expression is multiplied by their factor
/// @param held_out  for the log and for checkpoint `best`; may be empty
/// @param progress  called after each optimiser step
/// @throws Error    where sections differ, or as `train` does
Model train_hespotex(const std::vector<GraphSection>& sections,
                     const std::vector<GraphSection>& held_out,
                     const HespotexTraining& options,
                     std::function<void(const TrainingProgress&)> progress);

/// A HESpotEx model reads `features`, `graph` and, where it learned with them,
/// `nuclei`, and says something of every spot of the graph. Expression as it
/// comes: the constant that the published method subtracts in the end is an
/// option of the step `predictions`.
ModelKind hespotex_kind();

/// `hespotex_model`: this training as a step.
StepKind hespotex_model_step();

/// Bytes that a training takes, the library's own not among them.
/// @param spots  of the largest section
struct HespotexMemory {
  std::uint64_t weights = 0;  ///< values, gradients, two moments, best state
  std::uint64_t lstm = 0;     ///< what its gradient keeps
  std::uint64_t other = 0;    ///< heads and outputs
  std::uint64_t total() const { return weights + lstm + other; }
};
HespotexMemory hespotex_memory(const HespotexTraining& options,
                               std::int64_t features, std::int64_t genes,
                               std::int64_t spots);

}  // namespace moonstain
