#include "core/learn/train/batches.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"

namespace moonstain {

std::int64_t batches_per_epoch(std::size_t count, const Batching& batching) {
  check(count > 0, batching.step, ": no example to train on");
  check(batching.size >= 1, batching.step, ": batch = ", batching.size,
        ", it must be at least 1");
  const auto examples = static_cast<std::int64_t>(count);
  const std::int64_t whole = examples / batching.size;
  check(!batching.drop_last || whole > 0, batching.step, ": ", examples,
        " example(s) do not fill one batch of ", batching.size,
        ", and smaller ones are dropped");
  return whole + (!batching.drop_last && examples % batching.size > 0);
}

std::vector<std::vector<std::size_t>> batches_of_epoch(std::size_t count,
                                                       const Batching& batching,
                                                       std::int64_t epoch) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  if (batching.shuffle) {
    order = RandomStream(batching.seed, batching.step, "order", epoch)
                .permutation(count);
  }
  const auto size = static_cast<std::size_t>(batching.size);
  std::vector<std::vector<std::size_t>> batches(
      batches_per_epoch(count, batching));
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const auto end = std::min((i + 1) * size, count);
    batches[i].assign(order.begin() + i * size, order.begin() + end);
  }
  return batches;
}

Batch make_batch(const Examples& examples,
                 const std::vector<std::size_t>& which,
                 const Batching& batching, std::int64_t epoch) {
  Batch batch = examples.batch(which);
  if (batching.augmentation) {
    std::vector<RandomStream> streams;
    for (const std::size_t example : which) {
      streams.emplace_back(batching.seed, batching.step, "augmentation",
                           epoch * examples.count + example);
    }
    batching.augmentation(batch, streams);
  }
  return batch;
}

}  // namespace moonstain
