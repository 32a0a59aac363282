#pragma once

#include <cstdint>
#include <vector>

#include "core/stats/clustering/weighted_graph.h"

namespace moonstain {

struct LeidenOptions {
  /// Above 1 more and smaller communities, below 1 fewer and larger.
  double resolution = 1;
  std::int64_t iterations = 2;  ///< fewer where one changes nothing
  std::int64_t seed = 0;        ///< of the order in which nodes are visited
};

/// Nodes of a graph in communities, such that
///
///     Q = sum over communities of 2 E - resolution K^2 / (2 m)
///
/// is high: E the weight of edges within, K the sum of its nodes' strengths, m
/// the weight of all edges (Reichardt and Bornholdt's with the configuration
/// model; at resolution 1 Q / (2 m) is modularity). No community can be split
/// into parts that are not connected.
///
/// The Leiden algorithm. An iteration (1) moves nodes, in a random order, each
/// to the community where Q is highest, and looks again at the neighbours of
/// what has moved; (2) refines: within each community nodes join each other
/// anew, as far as both sides are well connected to the rest of it; (3) makes
/// a node of each refined part and begins again with these, in the communities
/// of (1), until nothing becomes smaller. A second iteration begins with all
/// nodes in the communities of the first.
///
/// In (2) a node joins the part where Q rises most, as the authors' leidenalg
/// does; the paper draws one. Of equal rises the lower number counts, so the
/// seed says all.
///
/// @return        [nodes] of communities, from 0 in the order of falling size,
///                of equal sizes by their first node
/// @throws Error  on a resolution that is not above 0, and fewer than 1
///                iteration
///
/// Source: Traag, Waltman and van Eck 2019, doi:10.1038/s41598-019-41695-z,
/// algorithm A.2; Q: Reichardt and Bornholdt 2006,
/// doi:10.1103/PhysRevE.74.016110.
std::vector<std::int32_t> leiden(const WeightedGraph& graph,
                                 const LeidenOptions& options);

/// Q / (2 m) of these communities; NaN of a graph without edges.
double partition_quality(const WeightedGraph& graph,
                         const std::vector<std::int32_t>& community,
                         double resolution);

}  // namespace moonstain
