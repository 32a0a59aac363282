#include "core/engine/check/section_reading.h"

#include <set>
#include <utility>

#include "core/engine/plan/identity.h"

namespace moonstain {

std::optional<Graph> with_reading(const Graph& graph, const Catalog& catalog,
                                  const NumericClass& numbers,
                                  const SectionReading& reading) {
  const StepDecl& step = catalog.step(reading.step);
  NodeInput input{reading.input, {}};
  std::set<std::string> sections;
  for (NodeIndex i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    if (node.is_source() || node.section.empty() ||
        catalog.step(node.step).output != reading.type) {
      continue;
    }
    if (sections.insert(node.section).second) input.nodes.push_back(i);
  }
  if (sections.size() < 2) return std::nullopt;
  Graph with = graph;
  Node node;
  node.step = step.name;
  node.version = step.version;
  node.options = complete_options(step, Json::object());
  node.inputs = {std::move(input)};
  node.where = graph.nodes[node.inputs.front().nodes.front()].where;
  node.id = node_id(node, step.numeric, numbers, with.nodes);
  with.nodes.push_back(std::move(node));
  with.outputs = {
      {reading.step, {static_cast<NodeIndex>(with.nodes.size() - 1)}}};
  return with;
}

}  // namespace moonstain
