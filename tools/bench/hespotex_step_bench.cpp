// Times the training steps of HESpotEx's two stages on a section as recipes run
// them: forward, backward, clipping, fused Adam, one thread. Prints a JSON line
// for each step; hespotex_step.py puts PyTorch beside it.
//
//   hespotex_step_bench gate|stage2 SPOTS GENES FEATURES STEPS
//
// Spots lie on a square lattice of 20 columns; random values, since the time of
// a step does not depend on them.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/examples/graph_examples.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/pearson.h"
#include "core/learn/train/training.h"
#include "models/networks/gate.h"
#include "models/networks/hespotex.h"
#include "tools/bench/arrays.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

// The spots nearest to each, itself first, ties by number.
std::vector<std::vector<int>> nearest(int spots, std::size_t count) {
  std::vector<std::vector<int>> all;
  for (int spot = 0; spot < spots; ++spot) {
    const auto far = [&](int other) {
      const int x = other % 20 - spot % 20, y = other / 20 - spot / 20;
      return std::pair(x * x + y * y, other);
    };
    std::vector<int> others(spots);
    std::iota(others.begin(), others.end(), 0);
    std::sort(others.begin(), others.end(),
              [&](int a, int b) { return far(a) < far(b); });
    others.resize(count);
    all.push_back(std::move(others));
  }
  return all;
}

// GATE's graph: eight with the spot itself, in both directions. Stage two's:
// four others, directed.
GraphSection section_of(bool gate, int spots) {
  std::vector<std::pair<int, int>> pairs;  // (to, from)
  const auto near = nearest(spots, gate ? 8 : 5);
  for (int spot = 0; spot < spots; ++spot) {
    for (const int other : near[static_cast<std::size_t>(spot)]) {
      if (gate || other != spot) pairs.emplace_back(spot, other);
      if (gate) pairs.emplace_back(other, spot);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  SpotGraph graph;
  for (int spot = 0; spot < spots; ++spot) {
    graph.spots.push_back(std::to_string(spot));
  }
  graph.edges.resize(2, static_cast<Eigen::Index>(pairs.size()));
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    graph.edges.col(static_cast<Eigen::Index>(i)) << pairs[i].second,
        pairs[i].first;
  }
  return GraphSection(std::move(graph));
}

void run(bool gate, int spots, std::int64_t genes, std::int64_t features,
         std::int64_t steps) {
  prepare_torch();
  keep_freed_memory();
  RandomStream stream(1, "hespotex_step_bench", "section");
  GraphSection section = section_of(gate, spots);
  section.targets = 5 * random_matrix(stream, spots, genes);
  section.features = random_matrix(stream, spots, features);
  section.latents = random_matrix(stream, spots, 64);
  section.factor = Eigen::VectorXf::Constant(spots, 1.5F);
  const std::vector<GraphSection> sections{section};

  TrainingOptions options;
  options.batching.step = "hespotex_step_bench";
  options.steps = steps;
  std::unique_ptr<Network> network;
  State moved;
  if (gate) {
    options.objective.terms = {mse_term()};
    options.optimiser.weight_decay = 1e-4;
    options.optimiser.clip_norm = 5;
    auto made = std::make_unique<Gate>(GateConfig{.genes = genes},
                                       Initial{1, "hespotex_step_bench"});
    moved = made->moved();
    network = std::move(made);
  } else {
    options.objective.terms = {row_pearson_term("alignment", 1), mse_term()};
    options.optimiser = {.rule = Adam{.decoupled_decay = true},
                         .weight_decay = 1e-3,
                         .clip_norm = {},
                         .groups = {}};
    network = hespotex_network({.features = features, .genes = genes},
                               {1, "hespotex_step_bench"});
    moved = network->state();
  }
  Optimiser optimiser(moved, options.optimiser);
  const Stopwatch watch;
  std::vector<Seconds> at{watch.elapsed()};
  options.progress = [&](const TrainingProgress&) {
    at.push_back(watch.elapsed());
  };
  train(*network, optimiser,
        graph_examples(sections, gate ? expression_batch : graph_batch),
        std::nullopt, options);
  for (std::size_t i = 1; i < at.size(); ++i) {
    std::cout << concat("{",
                        sample_members({at[i].wall - at[i - 1].wall,
                                        at[i].cpu - at[i - 1].cpu}),
                        "}\n");
  }
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  const std::string_view stage = count > 1 ? arguments[1] : "";
  if (count != 6 || (stage != "gate" && stage != "stage2")) {
    std::cerr << "usage: hespotex_step_bench gate|stage2 SPOTS GENES FEATURES "
                 "STEPS\n";
    return 2;
  }
  moonstain::run(stage == "gate", std::atoi(arguments[2]),
                 std::atoll(arguments[3]), std::atoll(arguments[4]),
                 std::atoll(arguments[5]));
  return 0;
}
