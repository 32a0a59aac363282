#pragma once

#include "core/engine/step/step_kind.h"
#include "core/learn/spot_method.h"

namespace moonstain {

/// Inputs of a method's training step: targets, what the method reads, and
/// weights to begin with where it can load some.
void add_spot_inputs(const SpotMethod& method, StepKind& kind);

/// A method's training step, with the options that all have; its own are added
/// to what comes back, and `trained_by` makes an end. See SpotMethod.
/// @tparam Training  of `method_of`
template <typename Training>
StepKind spot_step(const SpotMethod& method) {
  std::int64_t Training::*epochs = &SpotTraining::epochs;
  std::int64_t Training::*batch = &SpotTraining::batch;
  std::int64_t Training::*seed = &SpotTraining::seed;
  double Training::*learning_rate = &SpotTraining::learning_rate;
  double Training::*weight_decay = &SpotTraining::weight_decay;
  std::string Training::*fold = &SpotTraining::fold;
  StepKind kind(method.name, method.version, method.sentence);
  add_spot_inputs(method, kind);
  std::move(kind)
      .numeric(Numeric::network)
      .option("epochs", epochs,
              method.whole_section ? "passes over the training sections"
                                   : "passes over the training spots",
              {1, {}})
      .option("learning_rate", learning_rate, "of the first epoch", {0, {}})
      .option("weight_decay", weight_decay,
              "of all parameters, as the optimiser means it", {0, {}})
      .option("seed", seed, "of first weights and of the order")
      .option("fold", fold,
              "the fold's name, from which its random numbers derive; empty: "
              "the same numbers in every fold");
  if (!method.whole_section) {
    std::move(kind).option("batch", batch, "spots in an optimiser step",
                           {1, {}});
  }
  return kind;
}

/// What the step takes and makes.
StepKind trained_by(const SpotMethod& method, StepKind&& kind);

}  // namespace moonstain
