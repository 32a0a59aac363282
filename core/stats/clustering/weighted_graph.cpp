#include "core/stats/clustering/weighted_graph.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "core/base/error.h"

namespace moonstain {

double WeightedGraph::strength(std::size_t node) const {
  double sum = 2 * within[node];
  for (const Edge& edge : edges_of(node)) sum += edge.weight;
  return sum;
}

double WeightedGraph::total() const {
  double sum = std::accumulate(within.begin(), within.end(), 0.0);
  for (const Edge& edge : edges) sum += edge.weight / 2;
  return sum;
}

WeightedGraph weighted_graph(std::size_t nodes,
                             const std::vector<WeightedEdge>& edges) {
  std::vector<WeightedEdge> both;
  for (const WeightedEdge& edge : edges) {
    const auto inside = [&](std::int32_t node) {
      return node >= 0 && static_cast<std::size_t>(node) < nodes;
    };
    check(inside(edge.a) && inside(edge.b) && edge.a != edge.b &&
              std::isfinite(edge.weight) && edge.weight > 0,
          "weighted_graph: an edge of weight ", edge.weight, " between nodes ",
          edge.a, " and ", edge.b, " of ", nodes,
          "; expected two different nodes and a weight above 0");
    both.push_back(edge);
    both.push_back({edge.b, edge.a, edge.weight});
  }
  std::stable_sort(both.begin(), both.end(),
                   [](const WeightedEdge& one, const WeightedEdge& other) {
                     return std::tie(one.a, one.b) < std::tie(other.a, other.b);
                   });
  WeightedGraph graph;
  graph.within.assign(nodes, 0);
  graph.starts.assign(nodes + 1, 0);
  for (std::size_t i = 0; i < both.size(); ++i) {
    if (i > 0 && both[i].a == both[i - 1].a && both[i].b == both[i - 1].b) {
      graph.edges.back().weight += both[i].weight;
      continue;
    }
    graph.edges.push_back({both[i].b, both[i].weight});
    ++graph.starts[static_cast<std::size_t>(both[i].a) + 1];
  }
  std::partial_sum(graph.starts.begin(), graph.starts.end(),
                   graph.starts.begin());
  return graph;
}

}  // namespace moonstain
