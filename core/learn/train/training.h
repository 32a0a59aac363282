#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/learn/train/batches.h"
#include "core/learn/train/objective.h"
#include "core/learn/train/optimiser.h"
#include "core/learn/train/schedule.h"
#include "core/learn/train/selection.h"
#include "core/learn/train/training_record.h"

namespace moonstain {

/// Values of the objective in one step, before the update.
struct StepValue {
  double loss = 0;
  std::vector<double> terms;
};

/// One step: the network's outputs in training mode, the objective, its
/// gradient, the optimiser's move. A loss that is not finite is returned and
/// moves nothing.
StepValue train_step(Network& network, const Batch& batch,
                     const Objective& objective, Optimiser& optimiser,
                     double learning_rate);

/// Called after each step with its loss.
using AfterStep = std::function<void(const StepValue&)>;

/// One epoch, or its first `steps` steps. The optimiser keeps its state, so
/// that epochs may go over other examples each: a method that trains slide
/// after slide calls this in turn.
///
/// @param epoch   counted from 0, for the streams and for messages
/// @throws Error  on a loss that is not finite, and as `batches_per_epoch`
Epoch train_epoch(Network& network, const Examples& examples,
                  const Batching& batching, const Objective& objective,
                  Optimiser& optimiser, double learning_rate,
                  std::int64_t epoch,
                  std::optional<std::int64_t> steps = std::nullopt,
                  const AfterStep& after_step = {});

/// How far a training is.
struct TrainingProgress {
  std::uint64_t done = 0;  ///< optimiser steps
  std::uint64_t total = 0;
  double loss = 0;  ///< mean over the last steps, at most an epoch's

  /// What `report_progress` (core/engine/step/task_context.h) says beside the
  /// steps: "batches, loss 0.512".
  std::string words() const;
};

/// A whole training. Either `epochs` or `steps` is given.
struct TrainingOptions {
  Batching batching;
  std::int64_t epochs = 0;
  /// Optimiser steps in all; there are as many epochs as they need, the last
  /// one perhaps cut short, and the schedule runs over these.
  std::int64_t steps = 0;
  Objective objective;
  OptimiserOptions optimiser;
  ScheduleOptions schedule;
  /// What the losses in the end are of; else the training examples. Where one
  /// example is too little for the objective, such as one spot for a
  /// correlation over spots: the same values as larger examples.
  std::optional<Examples> judged = {};
  std::vector<Score> scores;           ///< of the held-out examples
  std::optional<Selection> selection;  ///< else the last state is kept
  /// Called after each optimiser step.
  std::function<void(const TrainingProgress&)> progress;
};

/// Trains a network in place.
///
/// @param held_out  examples for the log and the selection; may be missing
///                  unless there is one
/// @return          the log, with the final and the constant loss
/// @throws Error    without examples, on a loss that is not finite, unless
///                  either epochs or steps are given, or where a selection
///                  lacks held-out examples, its score or epochs to choose from
TrainingLog train(Network& network, const Examples& examples,
                  const std::optional<Examples>& held_out,
                  const TrainingOptions& options);

/// The same by an optimiser that has stepped before, or moves tensors that are
/// not in the network's state; `options.optimiser` is not looked at.
TrainingLog train(Network& network, Optimiser& optimiser,
                  const Examples& examples,
                  const std::optional<Examples>& held_out,
                  const TrainingOptions& options);

}  // namespace moonstain
