// Times the training steps of ST-Net, IGI-DL and iStar as recipes run them:
// forward, backward, fused optimiser, one thread. Prints a JSON line for each
// step; spot_networks.py puts PyTorch beside it.
//
//   spot_networks_bench stnet|igidl|istar SPOTS STEPS
//
// Random values, since the time of a step does not depend on them.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "models/networks/igidl.h"
#include "models/networks/istar.h"
#include "models/networks/stnet.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

constexpr std::int64_t kGenes = 785;
constexpr std::int64_t kNuclei = 20;        // of a spot
constexpr std::int64_t kSuperpixels = 123;  // of a spot

struct Case {
  std::unique_ptr<Network> network;
  Tensors inputs;
  Objective objective{{mse_term()}};
  OptimiserOptions optimiser{.rule = Adam{}};
  double learning_rate = 1e-4;
};

Case case_of(std::string_view name, std::int64_t spots) {
  const Initial initial{1, "spot_networks_bench"};
  Case made;
  if (name == "stnet") {
    made.network = stnet_network({.genes = kGenes}, initial);
    made.inputs = {at::rand({spots, 3, 224, 224})};
    made.objective = {{summed_squares_term()}};
    made.optimiser.rule = Sgd{.momentum = 0.9};
    made.learning_rate = 1e-6;
  } else if (name == "igidl") {
    IgiDlConfig config;
    config.features = 55;
    config.genes = kGenes;
    made.network = igidl_network(config, initial);
    std::vector<std::int64_t> from, to;
    for (std::int64_t k = 0; k < kNuclei * spots; ++k) {
      if (k % kNuclei == kNuclei - 1) continue;
      from.insert(from.end(), {k, k + 1});
      to.insert(to.end(), {k + 1, k});
    }
    made.inputs = {at::rand({spots, 3, 200, 200}),
                   at::rand({kNuclei * spots, 55}),
                   at::stack({at::tensor(from), at::tensor(to)}),
                   at::arange(spots + 1, at::kLong) * kNuclei};
    made.optimiser.weight_decay = 1e-4;
    made.learning_rate = 2e-4;
  } else {
    made.network = istar_network({.features = 579, .genes = kGenes}, initial);
    made.inputs = {at::rand({spots * kSuperpixels, 579}),
                   at::arange(spots + 1, at::kLong) * kSuperpixels};
  }
  return made;
}

void run(std::string_view name, std::int64_t spots, std::int64_t steps) {
  prepare_torch();
  keep_freed_memory();
  Case made = case_of(name, spots);
  const Batch batch{made.inputs, {at::rand({spots, kGenes})}};
  Optimiser optimiser(made.network->state(), made.optimiser);
  for (std::int64_t i = 0; i < steps; ++i) {
    const Stopwatch watch;
    train_step(*made.network, batch, made.objective, optimiser,
               made.learning_rate);
    const Seconds taken = watch.elapsed();
    std::cout << concat("{", sample_members(taken), "}\n");
  }
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  const std::string_view name = count > 1 ? arguments[1] : "";
  if (count != 4 || (name != "stnet" && name != "igidl" && name != "istar")) {
    std::cerr << "usage: spot_networks_bench stnet|igidl|istar SPOTS STEPS\n";
    return 2;
  }
  moonstain::run(name, std::atoll(arguments[2]), std::atoll(arguments[3]));
  return 0;
}
