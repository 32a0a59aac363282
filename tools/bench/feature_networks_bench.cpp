// Times the training steps of networks on features of spots as recipes run
// them: forward, backward, fused optimiser, one thread. Prints a JSON line for
// each step; feature_networks.py puts PyTorch beside it.
//
//   feature_networks_bench CASE SPOTS STEPS
//
// CASE is hist2rna, deeppt_autoencoder, deeppt (its regressor) or sequoia.
// Random values, since the time of a step does not depend on them.
#include <ATen/ops/rand.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string_view>

#include "core/base/error.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "models/networks/deeppt.h"
#include "models/networks/hist2rna.h"
#include "models/networks/sequoia.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

constexpr std::int64_t kGenes = 785;
constexpr std::int64_t kResNet50 = 2048;
constexpr std::int64_t kUni = 1024;
constexpr std::int64_t kTokens = 25;  // a spot and those around it

struct Case {
  std::unique_ptr<Network> network;
  Batch batch;
  Objective objective{{mse_term()}};
  OptimiserOptions optimiser{.rule = Adam{}};
};

std::optional<Case> case_of(std::string_view name, std::int64_t spots) {
  const Initial initial{1, "feature_networks_bench"};
  Case made;
  made.batch.targets = {at::rand({spots, kGenes})};
  if (name == "hist2rna") {
    made.network =
        hist2rna_network({.features = kResNet50, .genes = kGenes}, initial);
    made.batch.inputs = {at::rand({spots, 1, kResNet50})};
    made.optimiser.weight_decay = 0.01;
  } else if (name == "deeppt_autoencoder" || name == "deeppt") {
    made.network =
        deeppt_network({.features = kResNet50, .genes = kGenes}, initial);
    const at::Tensor features = at::rand({spots, kResNet50});
    made.batch.inputs = {features};
    if (name != "deeppt") {
      made.batch = {{{}, features}, {{}, features}};
      made.objective = {{mse_term("reconstruction", 1)}};
    }
  } else if (name == "sequoia") {
    made.network = sequoia_network(
        {.features = kUni, .genes = kGenes, .tokens = kTokens}, initial);
    made.batch.inputs = {at::rand({spots, kTokens, kUni})};
    made.optimiser.rule = Adam{.decoupled_decay = true};
  } else {
    return {};
  }
  return made;
}

void run(Case& made, std::int64_t steps) {
  Optimiser optimiser(made.network->state(), made.optimiser);
  for (std::int64_t i = 0; i < steps; ++i) {
    const Stopwatch watch;
    train_step(*made.network, made.batch, made.objective, optimiser, 1e-4);
    const Seconds taken = watch.elapsed();
    std::cout << concat("{", sample_members(taken), "}\n");
  }
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  using namespace moonstain;
  std::optional<Case> made;
  if (count == 4) {
    prepare_torch();
    keep_freed_memory();
    made = case_of(arguments[1], std::atoll(arguments[2]));
  }
  if (!made) {
    std::cerr << "usage: feature_networks_bench hist2rna|deeppt_autoencoder|"
                 "deeppt|sequoia SPOTS STEPS\n";
    return 2;
  }
  run(*made, std::atoll(arguments[3]));
  return 0;
}
