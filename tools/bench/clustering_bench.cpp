// Communities of a graph, clusters of spots, or tests between groups, once, and
// prints the time as a JSON line; clustering.py makes the data and puts scanpy
// and leidenalg beside it.
//
//   clustering_bench FOLDER SPOTS GENES GROUPS leiden|chain|tests
//
// FOLDER holds raw arrays: values (float32, [spots, genes]), group (int32,
// [spots]), and the edges of a graph over the spots, each once: from, to
// (int32), weight (float64).
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/stats/against_rest.h"
#include "core/stats/clustering/cluster_chain.h"
#include "core/stats/clustering/leiden.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

template <typename T>
std::vector<T> array_of(const fs::path& file, std::size_t expected) {
  const std::string bytes = read_file(file);
  std::vector<T> out(bytes.size() / sizeof(T));
  check(expected == 0 || out.size() == expected, file.native(), " holds ",
        out.size(), " numbers, expected ", expected);
  std::memcpy(out.data(), bytes.data(), out.size() * sizeof(T));
  return out;
}

void say(const Seconds& seconds, double figure) {
  std::cout << concat("{", json_members(seconds), ", \"figure\": ", figure,
                      "}\n");
}

void time_leiden(const fs::path& folder, std::size_t spots) {
  const auto from = array_of<std::int32_t>(folder / "from", 0);
  const auto to = array_of<std::int32_t>(folder / "to", from.size());
  const auto weight = array_of<double>(folder / "weight", from.size());
  std::vector<WeightedEdge> edges;
  for (std::size_t i = 0; i < from.size(); ++i) {
    edges.push_back({from[i], to[i], weight[i]});
  }
  const Stopwatch watch;
  const WeightedGraph graph = weighted_graph(spots, edges);
  const auto community = leiden(graph, {.resolution = 1, .iterations = 2});
  const Seconds seconds = watch.elapsed();
  say(seconds, partition_quality(graph, community, 1));
}

void run(const fs::path& folder, std::size_t spots, std::size_t genes,
         std::int64_t groups, const std::string& what) {
  if (what == "leiden") return time_leiden(folder, spots);
  const auto raw = array_of<float>(folder / "values", spots * genes);
  const Matrix values =
      Eigen::Map<const Matrix>(raw.data(), static_cast<Eigen::Index>(spots),
                               static_cast<Eigen::Index>(genes));
  if (what == "chain") {
    const Stopwatch watch;
    const Clustered made = clustered(values, {.resolution = 1});
    return say(watch.elapsed(), made.quality);
  }
  check(what == "tests", "'", what, "'; expected leiden, chain or tests");
  const auto group = array_of<std::int32_t>(folder / "group", spots);
  const Stopwatch watch;
  const AgainstRest made = against_rest(values, group, groups);
  say(watch.elapsed(), static_cast<double>((made.q.array() <= 0.01).count()));
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 6) {
    std::cerr << "usage: clustering_bench FOLDER SPOTS GENES GROUPS "
                 "leiden|chain|tests\n";
    return 2;
  }
  try {
    moonstain::run(arguments[1], std::stoul(arguments[2]),
                   std::stoul(arguments[3]), std::stol(arguments[4]),
                   arguments[5]);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "clustering_bench: " << e.what() << "\n";
    return 1;
  }
}
