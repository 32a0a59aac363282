#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/engine/plan/identity.h"

namespace moonstain::lua {

/// Which nodes of a list are there already, by what makes them the same
/// (`same_node`): places and a part of their ids are kept, 16 to 32 bytes a
/// node.
class DistinctNodes {
 public:
  /// The node of `nodes` that is the same as `nodes.back()`: itself when it is
  /// new. All others must have been given before, in order, and be distinct.
  NodeIndex add_last(const std::vector<Node>& nodes) {
    if (2 * nodes.size() > slots_.size()) grow();
    const Node& node = nodes.back();
    const auto part = static_cast<std::uint32_t>(std::hash<Digest>()(node.id));
    Slot& slot = find(
        part, [&](NodeIndex other) { return same_node(nodes[other], node); });
    if (slot.node == kNone) {
      slot = {static_cast<NodeIndex>(nodes.size() - 1), part};
    }
    return slot.node;
  }

 private:
  static constexpr NodeIndex kNone = ~NodeIndex{0};
  struct Slot {
    NodeIndex node = kNone;
    std::uint32_t part = 0;
  };

  template <typename Same>
  Slot& find(std::uint32_t part, const Same& same) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = part & mask;
    while (slots_[at].node != kNone &&
           !(slots_[at].part == part && same(slots_[at].node))) {
      at = (at + 1) & mask;
    }
    return slots_[at];
  }

  void grow() {
    std::vector<Slot> before(slots_.empty() ? 64 : 2 * slots_.size());
    before.swap(slots_);
    for (const Slot& slot : before) {
      if (slot.node == kNone) continue;
      find(slot.part, [](NodeIndex) { return false; }) = slot;
    }
  }

  std::vector<Slot> slots_;  ///< a power of two
};

}  // namespace moonstain::lua
