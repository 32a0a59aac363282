// Times HiST's training step as recipes run it: five sections of 350 spots,
// assembled, forward, backward, fused Adam, one thread. Prints a JSON line for
// each step; hist_step.py puts PyTorch beside it.
//
//   hist_step_bench CHANNELS GENES STEPS
#include <cstdlib>
#include <iostream>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/examples/grid_maps.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "models/networks/hist.h"
#include "tools/bench/arrays.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

GridSection random_section(std::uint64_t index, std::int64_t channels,
                           std::int64_t genes) {
  RandomStream stream(1, "hist_step_bench", "section", index);
  GridSection section;
  section.grid.rows = 80;
  section.grid.columns = 64;
  for (std::int32_t spot = 0; spot < 350; ++spot) {
    section.grid.spots.push_back(std::to_string(spot));
    section.grid.row.push_back(20 + spot / 20);
    section.grid.column.push_back(20 + spot % 20);
  }
  section.features = random_matrix(stream, 350, channels);
  section.targets = random_matrix(stream, 350, genes);
  section.blank = Eigen::VectorXf::Constant(channels, 0.5F);
  return section;
}

void run(std::int64_t channels, std::int64_t genes, std::int64_t steps) {
  prepare_torch();
  keep_freed_memory();
  std::vector<GridSection> sections;
  for (std::uint64_t i = 0; i < 5; ++i) {
    sections.push_back(random_section(i, channels, genes));
  }
  const auto network = hist_network({.channels = channels, .genes = genes},
                                    {1, "hist_step_bench"});
  const Stopwatch watch;
  std::vector<Seconds> at{watch.elapsed()};
  TrainingOptions options;
  options.batching.step = "hist_step_bench";
  options.batching.size = 5;
  options.epochs = steps;
  options.objective.terms = {mse_term()};
  options.optimiser.weight_decay = 1e-4;
  options.progress = [&](const TrainingProgress&) {
    at.push_back(watch.elapsed());
  };
  train(*network, grid_examples(sections, 0), std::nullopt, options);
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
  if (count != 4) {
    std::cerr << "usage: hist_step_bench CHANNELS GENES STEPS\n";
    return 2;
  }
  moonstain::run(std::atoll(arguments[1]), std::atoll(arguments[2]),
                 std::atoll(arguments[3]));
  return 0;
}
