// Times what methods that look training spots up do: a training step of EGNv2,
// EGNv1 and BLEEP (forward, backward, fused AdamW, one thread), and the
// building of EGNv2's graphs. Prints a JSON line for each step, or for each
// building of all graphs; exemplar_step.py puts PyTorch and numpy beside it.
//
//   exemplar_step_bench egnv2|egnv1|bleep|bleep_frozen|graphs SPOTS GENES STEPS
//
// Spots are those of a section (egnv2, graphs: of each of six) or of a batch.
// Pictures of EGNv1 are 256 px, of BLEEP 224. Random values, since the time
// does not depend on them.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "models/networks/bleep.h"
#include "models/networks/egn_loss.h"
#include "models/networks/egnv1.h"
#include "models/networks/egnv2.h"
#include "models/networks/egnv2_graph.h"
#include "models/networks/exemplars.h"
#include "tools/bench/arrays.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

constexpr int kSections = 6;
constexpr std::int64_t kFeatures = 512;
constexpr std::int64_t kExemplars = 6;

// Of each spot from the four beside it, on a lattice of 20 columns.
Edges near_edges(int spots) {
  std::vector<std::int64_t> from, to;
  for (int spot = 0; spot < spots; ++spot) {
    for (const int step : {-20, -1, 1, 20}) {
      const int other = spot + step;
      if (other < 0 || other >= spots) continue;
      if (step * step == 1 && other / 20 != spot / 20) continue;
      from.push_back(other);
      to.push_back(spot);
    }
  }
  return at::stack({at::tensor(from), at::tensor(to)});
}

std::vector<SpotSection> sections_of(int spots, std::int64_t genes) {
  RandomStream stream(1, "exemplar_step_bench", "sections");
  std::vector<SpotSection> sections(kSections);
  for (int i = 0; i < kSections; ++i) {
    sections[i].section = concat("s", i);
    sections[i].features = random_matrix(stream, spots, kFeatures);
    sections[i].targets = random_matrix(stream, spots, genes);
  }
  return sections;
}

std::vector<Egnv2Graph> graphs_of(const std::vector<SpotSection>& sections) {
  const Exemplars all = Exemplars::of(sections);
  const at::Tensor pool = at::cat({all.features, all.expression}, 1);
  std::vector<Egnv2Graph> graphs;
  for (const SpotSection& section : sections) {
    graphs.push_back(
        egnv2_graph(all.nearest(section, kExemplars, RowDistance::l1,
                                LookUp::other_sections, "egnv2_model"),
                    pool));
  }
  return graphs;
}

struct Case {
  std::unique_ptr<Network> network;
  Batch batch;
  Objective objective = egn_objective();
};

Case case_of(const std::string& what, int spots, std::int64_t genes) {
  const Initial initial{1, "exemplar_step_bench"};
  if (what == "egnv2") {
    const auto sections = sections_of(spots, genes);
    const Egnv2Graph graph = graphs_of(sections).front();
    return {egnv2_network({.genes = genes}, initial),
            {{at::rand({spots, kFeatures}), graph.examples, near_edges(spots),
              graph.close, graph.refer},
             {at::rand({spots, genes})}}};
  }
  if (what == "egnv1") {
    return {egnv1_network({.genes = genes}, initial),
            {{at::rand({spots, 3, 256, 256}), at::rand({spots, 2048}),
              at::rand({spots, kExemplars, 2048}),
              at::rand({spots, kExemplars, genes})},
             {at::rand({spots, genes})}}};
  }
  const bool frozen = what == "bleep_frozen";
  return {bleep_network(
              {.features = frozen ? 2048 : 0, .genes = genes, .dropout = 0},
              initial),
          {{frozen ? at::rand({spots, 2048}) : at::rand({spots, 3, 224, 224}),
            at::rand({spots, genes})},
           {}},
          {{bleep_term()}}};
}

void run(const std::string& what, int spots, std::int64_t genes, int steps) {
  prepare_torch();
  keep_freed_memory();
  std::function<void()> step;
  Case made;
  std::optional<Optimiser> adamw;
  std::vector<SpotSection> sections;
  if (what == "graphs") {
    sections = sections_of(spots, genes);
    step = [&] { graphs_of(sections); };
  } else {
    made = case_of(what, spots, genes);
    adamw.emplace(made.network->state(),
                  OptimiserOptions{.rule = Adam{.decoupled_decay = true},
                                   .weight_decay = 1e-4,
                                   .clip_norm = {},
                                   .groups = {}});
    step = [&] {
      train_step(*made.network, made.batch, made.objective, *adamw, 1e-4);
    };
  }
  const Stopwatch watch;
  std::vector<Seconds> at{watch.elapsed()};
  for (int i = 0; i < steps; ++i) {
    step();
    at.push_back(watch.elapsed());
  }
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
  if (count != 5) {
    std::cerr << "usage: exemplar_step_bench "
                 "egnv2|egnv1|bleep|bleep_frozen|graphs SPOTS GENES STEPS\n";
    return 2;
  }
  moonstain::run(arguments[1], std::atoi(arguments[2]),
                 std::atoll(arguments[3]), std::atoi(arguments[4]));
  return 0;
}
