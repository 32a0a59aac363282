#include "bindings/lua/plan/cut.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace moonstain::lua {

void cut_to_outputs(Plan& plan) {
  Graph& graph = plan.graph;
  std::vector<bool> needed(graph.nodes.size());
  for (const auto& [name, nodes] : graph.outputs) {
    for (const NodeIndex node : nodes) needed[node] = true;
  }
  for (std::size_t i = graph.nodes.size(); i-- > 0;) {
    if (!needed[i]) continue;
    for (const NodeIndex from : inputs_of(graph.nodes[i])) needed[from] = true;
  }
  std::vector<NodeIndex> now(graph.nodes.size());
  std::set<std::pair<std::string, std::string>> seen;
  NodeIndex kept = 0;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    Node& node = graph.nodes[i];
    if (!needed[i]) {
      // Pictures of left-out steps come with them.
      if (node.is_source() && !node.source->manifest.empty()) continue;
      const std::string what = node.is_source()
                                   ? concat("file ", node.source->name)
                                   : node.step.str();
      if (seen.emplace(what, node.where).second) {
        plan.unused.push_back({what, node.where});
      }
      continue;
    }
    now[i] = kept;
    for (NodeInput& input : node.inputs) {
      for (NodeIndex& from : input.nodes) from = now[from];
    }
    if (kept != i) graph.nodes[kept] = std::move(node);
    ++kept;
  }
  graph.nodes.resize(kept);
  for (auto& [name, nodes] : graph.outputs) {
    for (NodeIndex& node : nodes) node = now[node];
  }
}

}  // namespace moonstain::lua
