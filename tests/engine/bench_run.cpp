// What the engine itself costs: N trivial tasks on warm workers, then a repeat
// with nothing to do. Prints one line each.
//
//     bench_run WORKER FOLDER [NODES [CORES]]

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "core/base/path.h"
#include "core/engine/plan/identity.h"
#include "core/engine/run/run.h"
#include "core/engine/step/catalog.h"
#include "tests/engine/test_graph.h"

namespace {

double seconds_of(const std::function<void()>& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace moonstain;
  if (argc < 3) {
    std::fprintf(stderr, "bench_run WORKER FOLDER [NODES [CORES]]\n");
    return 2;
  }
  const std::size_t nodes =
      argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1000;
  TestGraph graph(test_catalog(argv[1]));
  std::vector<NodeIndex> notes;
  for (std::size_t i = 0; i + 1 < nodes; ++i) {
    notes.push_back(graph.add("write", {{"text", concat("text ", i)}}));
  }
  graph.output("all", graph.add("join", {}, {{"notes", notes}}));
  RunSettings settings;
  settings.workspace = fs::path(argv[2]) / ".moonstain";
  settings.results = fs::path(argv[2]) / "results";
  settings.worker = argv[1];
  settings.numbers = graph.numbers;
  settings.cores = argc > 4 ? std::strtoul(argv[4], nullptr, 10) : 2;
  settings.command = "bench_run";
  for (const char* name : {"first run", "repeat"}) {
    RunOutcome outcome;
    const double seconds = seconds_of(
        [&] { outcome = run(graph.graph, graph.catalog, settings); });
    const double own_s = outcome.engine_cpu_s - outcome.flush_cpu_s;
    std::printf(
        "%s: %u done, %u kept, %.3f s wall, engine CPU %.3f s = %.3f ms a "
        "node, and %.3f s for flushes of %llu groups\n",
        name, outcome.counts.done, outcome.counts.kept, seconds, own_s,
        1e3 * own_s / static_cast<double>(nodes), outcome.flush_cpu_s,
        static_cast<unsigned long long>(outcome.flushes));
  }
}
