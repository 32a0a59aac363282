#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// Inputs and targets of a few examples, first axis the examples.
struct Batch {
  at::Tensor input;
  at::Tensor target;
};

/// Examples made when they are needed, so that memory is bounded by a batch.
struct Examples {
  std::size_t count = 0;
  std::function<Batch(const std::vector<std::size_t>& which)> batch;
};

enum class Checkpoint {
  last,
  /// The state with the lowest mean absolute error on the held-out examples,
  /// looked at from `best_from` on; a later one must be strictly lower.
  best,
};

/// Adam with L2 decay added to the gradient, mean squared error, cosine
/// schedule. Defaults are HiST's
/// (recipes/hist_loocv/METHOD.md 6.1).
struct TrainingOptions {
  std::string step;  ///< names the random streams: "hist_model"
  std::int64_t seed = 42;
  std::int64_t epochs = 200;
  std::int64_t batch = 5;
  double learning_rate = 1e-3;
  double weight_decay = 1e-4;
  double eta_min = 1e-5;
  Checkpoint checkpoint = Checkpoint::last;
  std::int64_t best_from = 20;  ///< epoch, counted from 0
  /// Called after each optimiser step: done, of how many.
  std::function<void(std::uint64_t, std::uint64_t)> progress;
};

struct Epoch {
  double learning_rate = 0;
  std::vector<double> losses;  ///< of its batches, before their update
  /// On the held-out examples, one at a time, in evaluation mode: means over
  /// the examples.
  std::optional<double> held_out_loss;
  std::optional<double> held_out_mae;
};

struct TrainingLog {
  std::vector<Epoch> epochs;
  std::int64_t kept_epoch = 0;  ///< whose state the network holds afterwards

  Json json() const;
};

/// Trains a network in place.
///
/// Each epoch visits the examples once, in an order of its own drawn from
/// (seed, step, "order", epoch); the last, smaller batch is kept.
///
/// @param held_out  examples for the log and the checkpoint; may be missing
///                  unless the checkpoint is `best`
/// @throws Error    without examples, on a loss that is not finite, or when
///                  `best` lacks held-out examples or epochs to choose from
TrainingLog train(Network& network, const Examples& examples,
                  const std::optional<Examples>& held_out,
                  const TrainingOptions& options);

}  // namespace moonstain
