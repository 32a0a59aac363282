// Times training steps of GHIST on patches as recipes run them: forward, ten
// terms, backward, fused AdamW, one thread. Prints a JSON line for each step;
// ghist_step.py puts PyTorch beside it.
//
//   ghist_step_bench PATCHES PX WIDTH EMBED GENES STEPS
//
// Nuclei are discs of 10 px on a lattice of 32 px, nine types in turn; random
// values, since the time of a step does not depend on them. The line also has
// what ghist_memory says, in megabytes.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <cstdlib>
#include <iostream>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "models/networks/ghist.h"
#include "models/networks/ghist_loss.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

constexpr std::int64_t kTypes = 9;
constexpr std::int64_t kLattice = 32;
constexpr std::int64_t kRadius = 5;

at::Tensor random_values(RandomStream& stream, const Sizes& shape) {
  at::Tensor values = at::empty(shape);
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    values.mutable_data_ptr<float>()[i] = static_cast<float>(stream.uniform());
  }
  return values;
}

// Labels of one patch: discs numbered from 1 along the rows of the lattice.
at::Tensor discs(std::int64_t px) {
  at::Tensor labels = at::zeros({px, px}, at::kLong);
  auto* to = labels.mutable_data_ptr<std::int64_t>();
  for (std::int64_t y = 0; y < px; ++y) {
    for (std::int64_t x = 0; x < px; ++x) {
      const std::int64_t dy = y % kLattice - kLattice / 2,
                         dx = x % kLattice - kLattice / 2;
      if (dy * dy + dx * dx > kRadius * kRadius) continue;
      *(to + y * px + x) = 1 + y / kLattice * (px / kLattice) + x / kLattice;
    }
  }
  return labels;
}

Batch patches(std::int64_t count, std::int64_t px, std::int64_t genes) {
  RandomStream stream(1, "ghist_step_bench", "patches");
  const std::int64_t nuclei = (px / kLattice) * (px / kLattice);
  const at::Tensor labels =
      discs(px).unsqueeze(0).repeat({count, 1, 1}).contiguous();
  std::vector<std::int64_t> types;
  for (std::int64_t i = 0; i < count * nuclei; ++i) {
    types.push_back(i % nuclei % kTypes);
  }
  const at::Tensor expression =
      random_values(stream, {count * nuclei, genes}) * 10;
  const at::Tensor map = (labels > 0).to(at::kLong) *
                         (1 + (labels - 1).clamp_min(0).remainder(kTypes));
  return {{random_values(stream, {count, 3, px, px}), labels, expression},
          {map, at::tensor(types, at::kLong), expression}};
}

void run(const std::vector<std::int64_t>& sizes) {
  prepare_torch();
  keep_freed_memory();
  const std::int64_t count = sizes[0], px = sizes[1];
  const GhistShape shape{.genes = sizes[4],
                         .types = kTypes,
                         .reference_rows = 63,
                         .width = sizes[2],
                         .embed = sizes[3]};
  const Batch batch = patches(count, px, shape.genes);
  Ghist network(shape, {1, "ghist_step_bench"});
  RandomStream stream(1, "ghist_step_bench", "reference");
  network.set_reference(random_values(stream, {63, shape.genes}) * 10);
  Optimiser adamw(network.state(), {.rule = Adam{.decoupled_decay = true},
                                    .weight_decay = 1e-4,
                                    .clip_norm = {},
                                    .groups = {}});
  const Objective objective = ghist_objective(
      shape, {.b = 0, .myeloid = 1, .t = 8, .malignant = 5, .epithelial = 6});
  for (std::int64_t step = 0; step < sizes[5]; ++step) {
    const Stopwatch watch;
    const StepValue value = train_step(network, batch, objective, adamw, 1e-3);
    const Seconds taken = watch.elapsed();
    std::cout << concat(
                     "{", sample_members(taken), ", \"said_mb\": ",
                     ghist_memory(shape, count, px, true).total() / 1'048'576,
                     ", \"loss\": ", value.loss, "}\n")
              << std::flush;
  }
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 7) {
    std::cerr << "usage: ghist_step_bench PATCHES PX WIDTH EMBED GENES STEPS\n";
    return 2;
  }
  std::vector<std::int64_t> sizes;
  for (int i = 1; i < count; ++i) sizes.push_back(std::atoll(arguments[i]));
  moonstain::run(sizes);
  return 0;
}
