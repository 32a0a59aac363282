#include "core/engine/plan/served_sections.h"

#include <algorithm>

namespace moonstain {

// From the last node to the first: who takes a node comes behind it, so that
// what it serves is whole before it is handed on.
ServedSections::ServedSections(const Graph& graph)
    : graph_(graph), served_(graph.nodes.size()) {
  for (std::size_t i = graph.nodes.size(); i-- > 0;) {
    const Node& node = graph.nodes[i];
    for (const NodeIndex from : inputs_of(node)) {
      if (graph.nodes[from].is_source() || !graph.nodes[from].section.empty()) {
        continue;
      }
      Few& few = served_[from];
      if (!node.section.empty()) {
        add(few, static_cast<NodeIndex>(i));
        continue;
      }
      const Few& below = served_[i];
      for (std::size_t k = 0; k < below.count; ++k) add(few, below.nodes[k]);
      few.more |= below.more;
    }
  }
}

void ServedSections::add(Few& few, NodeIndex node) const {
  const std::string& section = graph_.nodes[node].section;
  const auto begin = few.nodes.begin();
  auto end = begin + few.count;
  const auto same = std::find_if(begin, end, [&](NodeIndex other) {
    return graph_.nodes[other].section.str() == section;
  });
  if (same != end) {
    *same = std::min(*same, node);
  } else if (few.count < kMost) {
    few.nodes[few.count++] = node;
    ++end;
  } else {
    few.more = true;
    // The last of those that are kept makes room for an earlier one.
    if (node > few.nodes.back()) return;
    few.nodes.back() = node;
  }
  std::sort(begin, end);
}

std::vector<std::string> ServedSections::of(NodeIndex node) const {
  std::vector<std::string> sections;
  const Few& few = served_[node];
  for (std::size_t k = 0; k < few.count; ++k) {
    sections.push_back(graph_.nodes[few.nodes[k]].section);
  }
  return sections;
}

}  // namespace moonstain
