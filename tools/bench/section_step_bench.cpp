// Times training steps of networks over whole sections, of their published
// sizes, as their training runs them: forward, backward, fused Adam, one
// thread. Prints a JSON line for each step; section_step.py puts PyTorch beside
// it.
//
//   section_step_bench histogene|hist2st|thitogene SPOTS GENES STEPS
//
// Spots lie on a square lattice of 20 columns; random values, since the time of
// a step does not depend on them. Patches are bytes that each step makes
// numbers of.
#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "models/networks/hist2st.h"
#include "models/networks/hist2st_model.h"
#include "models/networks/histogene.h"
#include "models/networks/spot_patches.h"
#include "models/networks/thitogene.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

constexpr const char* kBench = "section_step_bench";

// To each spot from four that stand beside it on the lattice, row by row.
at::Tensor edges_of(std::int64_t spots) {
  std::vector<std::int64_t> from, to;
  for (std::int64_t spot = 0; spot < spots; ++spot) {
    for (const std::int64_t step : {-20, -1, 1, 20}) {
      from.push_back((spot + step + spots) % spots);
      to.push_back(spot);
    }
  }
  return at::stack({at::tensor(from), at::tensor(to)});
}

at::Tensor positions_of(std::int64_t spots) {
  std::vector<std::int64_t> x, y;
  for (std::int64_t spot = 0; spot < spots; ++spot) {
    x.push_back(spot % 20);
    y.push_back(spot / 20);
  }
  return at::stack({at::tensor(x), at::tensor(y)}, 1);
}

at::Tensor drawn(std::int64_t rows, std::int64_t columns, std::uint64_t most) {
  RandomStream stream(1, kBench, "values");
  at::Tensor values = at::empty({rows, columns}, at::kFloat);
  float* to = values.mutable_data_ptr<float>();
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    to[i] = static_cast<float>(stream.below(most));
  }
  return values;
}

struct Method {
  std::unique_ptr<Network> network;
  Objective objective;
};

Method method_of(const std::string& name, std::int64_t genes) {
  const Initial initial{1, kBench};
  if (name == "histogene") {
    return {histogene_network({.genes = genes}, initial), {{mse_term()}}};
  }
  if (name == "thitogene") {
    return {thitogene_network({.genes = genes}, initial), {{mse_term()}}};
  }
  check(name == "hist2st", kBench, ": no method '", name, "'");
  return {
      hist2st_network({.genes = genes}, initial),
      {{mse_term(), zinb_term(0.25, kHist2stLaw, 1), distillation_term(0.5)}}};
}

void run(const std::string& name, std::int64_t spots, std::int64_t genes,
         std::int64_t steps) {
  prepare_torch();
  keep_freed_memory();
  const Method method = method_of(name, genes);
  const at::Tensor pictures =
      drawn(spots, 3 * 112 * 112, 256).to(at::kByte).view({spots, 112, 112, 3});
  const Tensors targets{drawn(spots, genes, 4), drawn(spots, genes, 9),
                        drawn(spots, 1, 2) + 1};
  Optimiser adam(method.network->state(), {});
  for (std::int64_t step = 0; step < steps; ++step) {
    const Stopwatch watch;
    Batch batch{
        {name == "histogene" ? patch_vectors(pictures) : patch_maps(pictures),
         positions_of(spots)},
        targets};
    if (name != "histogene") batch.inputs.push_back(edges_of(spots));
    if (name == "hist2st") {
      std::vector<RandomStream> streams{
          RandomStream(1, kBench, "transforms", step)};
      drawn_transforms(5, Flip::faithful)(batch, streams);
    }
    train_step(*method.network, batch, method.objective, adam, 1e-5);
    const Seconds taken = watch.elapsed();
    std::cout << concat("{", sample_members(taken), "}\n");
  }
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 5) {
    std::cerr << "usage: section_step_bench histogene|hist2st|thitogene SPOTS "
                 "GENES STEPS\n";
    return 2;
  }
  moonstain::run(arguments[1], std::atoll(arguments[2]),
                 std::atoll(arguments[3]), std::atoll(arguments[4]));
  return 0;
}
