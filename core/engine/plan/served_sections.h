#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "core/engine/plan/graph.h"

namespace moonstain {

/// Of the nodes that belong to no section: which sections their results are
/// for. A model that is trained on many sections is told from its fellows by
/// those that it predicts.
///
/// These are the sections of the nearest nodes down the graph that have one,
/// the first few in the order of the plan.
class ServedSections {
 public:
  static constexpr std::size_t kMost = 3;

  explicit ServedSections(const Graph& graph);

  /// @return at most kMost; none of a node that has a section itself
  std::vector<std::string> of(NodeIndex node) const;
  /// Whether there are more than those.
  bool more(NodeIndex node) const { return served_[node].more; }

 private:
  /// Nodes with distinct sections, in their order.
  struct Few {
    std::array<NodeIndex, kMost> nodes{};
    std::uint8_t count = 0;
    bool more = false;
  };
  void add(Few& few, NodeIndex node) const;

  const Graph& graph_;
  std::vector<Few> served_;  ///< by node
};

}  // namespace moonstain
