#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/data/stored/latents.h"
#include "core/learn/examples/graph_section.h"
#include "core/learn/model.h"
#include "core/learn/train/training.h"
#include "models/networks/gate.h"

namespace moonstain {

class StepKind;

/// Defaults are the paper's (recipes/hespotex_loocv/METHOD.md 3.1).
struct GateTraining {
  std::int64_t steps = 500;
  double learning_rate = 1e-3;
  double weight_decay = 1e-4;  ///< L2, added to the gradient
  double clip_norm = 5;        ///< of all gradients together
  Tying tying = Tying::published;
  std::int64_t seed = 0;
  std::string fold;  ///< from which first weights derive, beside the seed
};

/// Fits GATE to one section: so many steps of Adam on all its spots together,
/// mean squared error of the reconstruction. The published method goes through
/// its sections once, with the same weights and the same optimiser, so that
/// each section's latents come from another state of one model
/// (recipes/hespotex_loocv/METHOD.md 9.13): a model for each section, made from
/// the one before.
///
/// The model's loss and the constant's are those of this section. One that
/// gives back one value for most genes has collapsed.
///
/// @param section  with targets; each spot its own neighbour
/// @param before   goes on from it, weights and moments; else from first
/// weights
/// @param progress called after each step
/// @throws Error   on a model before it that is no GATE, of other genes, tying
///                 or first weights, on a section that it was fitted to
///                 already, or as `train` does
Model fit_gate(const GraphSection& section, const std::optional<Model>& before,
               const GateTraining& options,
               std::function<void(const TrainingProgress&)> progress);

/// The latents that a fitted GATE gives a section's spots.
/// @throws Error on a model that is no GATE, or a section of other genes
Latents gate_latents(const Model& model, const GraphSection& section);

/// `gate_model`: this fit as a step.
StepKind gate_model_step();
/// `gate_latents`: these latents as a step.
StepKind gate_latents_step();

}  // namespace moonstain
