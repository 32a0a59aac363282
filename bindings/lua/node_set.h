#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "core/engine/graph.h"
#include "core/engine/identity.h"

namespace moonstain {

/// Which nodes of a list are there already, by what makes them the same
/// (`same_node`): places alone are kept, 8 to 16 bytes a node.
class NodeSet {
 public:
  /// The node of `nodes` that is the same as `nodes.back()`: itself when it is
  /// new. All others must have been given before, in order, and be distinct.
  NodeIndex add_last(const std::vector<Node>& nodes) {
    const auto index = static_cast<NodeIndex>(nodes.size() - 1);
    if (2 * nodes.size() > slots_.size()) grow(nodes);
    NodeIndex& slot = find(nodes, nodes.back());
    if (slot == kNone) slot = index;
    return slot;
  }

 private:
  static constexpr NodeIndex kNone = ~NodeIndex{0};

  NodeIndex& find(const std::vector<Node>& nodes, const Node& node) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = std::hash<Digest>()(node.id) & mask;
    while (slots_[at] != kNone && !same_node(nodes[slots_[at]], node)) {
      at = (at + 1) & mask;
    }
    return slots_[at];
  }

  void grow(const std::vector<Node>& nodes) {
    slots_.assign(slots_.empty() ? 64 : 2 * slots_.size(), kNone);
    for (NodeIndex i = 0; i + 1 < nodes.size(); ++i) find(nodes, nodes[i]) = i;
  }

  std::vector<NodeIndex> slots_;  ///< a power of two
};

}  // namespace moonstain
