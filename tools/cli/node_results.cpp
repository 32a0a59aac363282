#include "tools/cli/node_results.h"

#include <algorithm>

#include "core/engine/run/resolution.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

std::vector<std::optional<Digest>> NodeResults::objects_of(
    const std::vector<NodeIndex>& nodes) const {
  std::vector<std::optional<Digest>> some;
  for (const NodeIndex node : nodes) some.push_back(objects[node]);
  return some;
}

NodeResults node_results(const fs::path& workspace, const StoredPlan& plan,
                         const Catalog& catalog, const RunRecord& record) {
  const Graph& graph = plan.graph;
  NodeResults known;
  known.keys.resize(graph.nodes.size());
  std::vector<std::optional<Digest>>& objects = known.objects;
  objects.resize(graph.nodes.size());
  Catalog all = catalog;
  for (const auto& [name, numeric] : graph.programs) {
    if (catalog.find(name) != nullptr) continue;
    StepDecl program;
    program.name = name;
    program.numeric = numeric;
    all.add(std::move(program));
  }
  const bool complete = std::all_of(
      graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
        return node.is_source() || all.find(node.step) != nullptr;
      });
  Ledger ledger(Workspace{workspace}.ledger(), Ledger::Mode::read);
  if (complete) {
    const Resolution resolution(graph, all, plan.numbers,
                                output_nodes(graph, {}),
                                ledger.lookup(graph.nodes.size()));
    for (NodeIndex i = 0; i < graph.nodes.size(); ++i) {
      known.keys[i] = resolution.key(i);
      objects[i] = resolution.object(i);
    }
  }
  for (NodeIndex i = 0; i < graph.nodes.size(); ++i) {
    if (graph.nodes[i].is_source()) objects[i] = graph.nodes[i].source->sha256;
  }
  // What the run itself says it made stands above what was made since.
  for (const auto& [name, made] : record.outputs) {
    const auto nodes = graph.outputs.find(name);
    if (nodes == graph.outputs.end()) continue;
    for (std::size_t i = 0; i < std::min(made.size(), nodes->second.size());
         ++i) {
      const NodeIndex node = nodes->second[i];
      if (graph.nodes[node].is_source()) continue;
      objects[node].reset();
      if (!made[i].empty()) objects[node] = Digest::from_hex(made[i]);
    }
  }
  return known;
}

}  // namespace moonstain
