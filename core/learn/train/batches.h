#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// What a network gets of a few examples, and what its outputs are compared
/// with; the first axis of a tensor is the examples, or, where one example is
/// a graph or a slide, what the network says.
struct Batch {
  Tensors inputs;
  Tensors targets;
};

/// Examples made when they are needed, so that memory is bounded by a batch.
struct Examples {
  std::size_t count = 0;
  std::function<Batch(const std::vector<std::size_t>& which)> batch;
  std::vector<std::string> units;  ///< [count], "her2st/B4"; may be empty
};

/// Changes a batch before the network sees it, such as flips of its pictures.
/// @param streams  one for each of its examples, in their order
using Augmentation =
    std::function<void(Batch& batch, std::span<RandomStream> streams)>;

/// How an epoch visits its examples. Streams derive from (seed, step, "order",
/// epoch) and (seed, step, "augmentation", number of the visit), so that what
/// is drawn for an example does not depend on the batch that it falls into.
struct Batching {
  std::string step;  ///< names the random streams: "hist_model"
  StreamSeed seed;
  std::int64_t size = 1;
  bool shuffle = true;     ///< else in the order of the examples
  bool drop_last = false;  ///< leaves out a last batch of fewer examples
  Augmentation augmentation;
};

/// Optimiser steps an epoch of `count` examples makes.
/// @throws Error  without examples, on a size below 1, or where `drop_last`
///                leaves no batch
std::int64_t batches_per_epoch(std::size_t count, const Batching& batching);

/// The examples of each batch of one epoch.
std::vector<std::vector<std::size_t>> batches_of_epoch(std::size_t count,
                                                       const Batching& batching,
                                                       std::int64_t epoch);

/// One batch, augmented.
Batch make_batch(const Examples& examples,
                 const std::vector<std::size_t>& which,
                 const Batching& batching, std::int64_t epoch);

}  // namespace moonstain
