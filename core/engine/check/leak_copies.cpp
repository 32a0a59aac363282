#include "core/engine/check/leak_copies.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/engine/plan/identity.h"

namespace moonstain {

namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  return text;
}

}  // namespace

LeakCopies::LeakCopies(const Graph& graph, const Catalog& catalog,
                       const NumericClass& numbers,
                       const std::vector<Scramble>& scrambles)
    : graph_(graph),
      catalog_(catalog),
      numbers_(numbers),
      scrambles_(scrambles) {
  together_.recipe = graph.recipe;
  together_.nodes = graph.nodes;
  together_.sections = graph.sections;
  together_.params = graph.params;
  together_.switches = graph.switches;
}

NodeIndex LeakCopies::copy(const LeakTrial& trial, const Nodes& changed,
                           int attempt, NodeIndex node) {
  if (!changed.contains(node)) return node;
  const std::string name = concat(trial.kind, "\n", trial.tag, "\n", attempt,
                                  "\n", joined(trial.sections));
  std::unordered_map<NodeIndex, NodeIndex>& made = made_[name];
  // Inputs come before a node, so one pass upwards meets them first.
  for (const NodeIndex next : changed) {
    if (next > node) break;
    if (!made.contains(next)) made[next] = make(trial, made, attempt, next);
  }
  return made.at(node);
}

Graph LeakCopies::take(const Nodes& wanted) {
  together_.outputs.clear();
  for (const NodeIndex node : wanted) {
    together_.outputs[concat("n", node)] = {node};
  }
  return together_;
}

NodeIndex LeakCopies::make(const LeakTrial& trial,
                           const std::unordered_map<NodeIndex, NodeIndex>& made,
                           int attempt, NodeIndex node) {
  Node copy = graph_.nodes[node];
  bool follows = false;
  for (NodeInput& input : copy.inputs) {
    for (NodeIndex& from : input.nodes) {
      const auto found = made.find(from);
      if (found == made.end()) continue;
      from = found->second;
      follows = true;
    }
  }
  const StepDecl& step = catalog_.step(copy.step);
  const auto way = std::find_if(
      scrambles_.begin(), scrambles_.end(), [&](const Scramble& scramble) {
        return scramble.kind == trial.kind && scramble.type == step.output;
      });
  // One that follows from a scrambled value of its type is not scrambled
  // again: the first of the section is.
  if (!follows && way != scrambles_.end()) {
    const StepDecl& scramble = catalog_.step(way->step);
    copy = {};
    copy.step = scramble.name;
    copy.version = scramble.version;
    copy.options = complete_options(
        scramble, {{"seed", static_cast<std::int64_t>(attempt)}});
    copy.inputs = {{way->input, {node}}};
    copy.section = graph_.nodes[node].section;
    copy.where = graph_.nodes[node].where;
    copy.id = node_id(copy, scramble.numeric, numbers_, together_.nodes);
  } else {
    copy.id = node_id(copy, numeric_of(step, copy.options), numbers_,
                      together_.nodes);
  }
  together_.nodes.push_back(std::move(copy));
  return static_cast<NodeIndex>(together_.nodes.size() - 1);
}

}  // namespace moonstain
