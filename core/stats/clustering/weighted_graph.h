#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace moonstain {

/// An edge between two different nodes, in no direction.
struct WeightedEdge {
  std::int32_t a = 0;
  std::int32_t b = 0;
  double weight = 0;  ///< above 0
};

/// Nodes and weighted edges between them, without direction. Each edge stands
/// at both of its nodes, a node's in the order of the others.
struct WeightedGraph {
  struct Edge {
    std::int32_t to = 0;
    double weight = 0;
  };

  std::vector<std::size_t> starts;  ///< [nodes + 1] of each node's edges
  std::vector<Edge> edges;
  /// [nodes] weight of what lies within the node, where it stands for several.
  std::vector<double> within;

  std::size_t size() const { return within.size(); }
  std::span<const Edge> edges_of(std::size_t node) const {
    return {edges.data() + starts[node], edges.data() + starts[node + 1]};
  }
  /// Sum of a node's edges, and twice what lies within it.
  double strength(std::size_t node) const;
  /// Of all edges, each once, and of all that lies within nodes.
  double total() const;
};

/// Edges between the same nodes are added up.
/// @throws Error  on a node that is not below `nodes`, an edge of a node to
///                itself, and a weight that is not a number above 0
WeightedGraph weighted_graph(std::size_t nodes,
                             const std::vector<WeightedEdge>& edges);

}  // namespace moonstain
