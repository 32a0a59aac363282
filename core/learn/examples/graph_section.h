#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/features.h"
#include "core/data/stored/latents.h"
#include "core/data/stored/nucleus_counts.h"
#include "core/data/stored/spot_graph.h"
#include "core/data/stored/targets.h"
#include "core/data/stored/tile_width.h"

namespace moonstain {

/// One section joined by spot name: what a network over a graph of spots learns
/// from or predicts for. Rows follow the spots of the graph; what is not joined
/// is empty.
struct GraphSection {
  std::string section;
  std::vector<std::string> spots;
  /// [2, edges], row 0 from, row 1 to.
  decltype(SpotGraph::edges) edges;
  std::string encoder;
  TileWidth tiles;  ///< that the features are made from
  Matrix features;  ///< [spots, features]
  std::vector<std::string> genes;
  Matrix targets;          ///< [spots, genes]
  Matrix latents;          ///< [spots, latents]
  Eigen::VectorXf factor;  ///< [spots] of the nuclei

  explicit GraphSection(SpotGraph graph);

  /// Each adds what it names. Spots that are not in the graph are left out.
  /// @throws Error when it is of another section, or a spot of the graph is not
  ///               there: "latents of her2st/B4: no spot '9x12' (...)"
  void join(Features given);
  void join(Targets given);
  void join(const Latents& given);
  void join(const NucleusCounts& given);
};

/// What a network over graphs of spots is trained on, a list by section each.
struct GraphLists {
  std::vector<Features> features;
  std::vector<Targets> targets;
  std::vector<Latents> latents;
  std::vector<SpotGraph> graphs;
  std::vector<NucleusCounts> nuclei;  ///< of all sections, or none
};

/// Joins lists by section, in the order of the features.
/// @throws Error when a section is missing in a list or stands there twice, or
///               as `check_alike`
std::vector<GraphSection> join_graph_sections(GraphLists lists);

/// @throws Error unless both have the same genes, encoder, number of features
///               and of latents, width of the tiles, and both or neither a
///               factor
void check_alike(const GraphSection& first, const GraphSection& other);

/// @throws Error unless each spot hears of so many others and not of itself:
///               "graph of section her2st/B4: spot '9x12' has 7 neighbours,
///               ..."
void check_neighbours(const GraphSection& section, std::int64_t count);

/// @throws Error unless each spot is its own neighbour
void check_own_neighbour(const GraphSection& section);

}  // namespace moonstain
