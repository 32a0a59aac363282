#include "core/engine/run/plan_state.h"

#include "core/base/path.h"
#include "core/engine/run/resolution.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

namespace {

NodeState state_of(const Resolution& resolution, NodeIndex node) {
  switch (resolution.state(node)) {
    case Resolution::State::not_needed:
      return NodeState::not_needed;
    case Resolution::State::known:
      return NodeState::kept;
    case Resolution::State::waiting:
      return NodeState::may_be_kept;
    default:
      return NodeState::will_run;
  }
}

}  // namespace

std::string_view state_name(NodeState state) {
  switch (state) {
    case NodeState::source:
      return "source";
    case NodeState::kept:
      return "kept";
    case NodeState::will_run:
      return "will run";
    case NodeState::may_be_kept:
      return "may be kept";
    case NodeState::not_needed:
      return "not needed";
  }
  return "";
}

PlanState plan_state(const Graph& graph, const Catalog& catalog,
                     const NumericClass& numbers, const fs::path& workspace,
                     const std::vector<std::string>& outputs) {
  Ledger ledger(Workspace{workspace}.ledger(), Ledger::Mode::read);
  const Resolution resolution(graph, catalog, numbers,
                              output_nodes(graph, outputs),
                              ledger.lookup(graph.nodes.size()));
  PlanState plan;
  const auto count = static_cast<NodeIndex>(graph.nodes.size());
  plan.states.reserve(count);
  plan.keys.reserve(count);
  plan.objects.reserve(count);
  for (NodeIndex node = 0; node < count; ++node) {
    const NodeState state = resolution.is_source(node)
                                ? NodeState::source
                                : state_of(resolution, node);
    plan.states.push_back(state);
    plan.keys.push_back(resolution.key(node));
    plan.objects.push_back(resolution.object(node));
    plan.kept += state == NodeState::kept ? 1 : 0;
    plan.will_run += state == NodeState::will_run ? 1 : 0;
    plan.may_be_kept += state == NodeState::may_be_kept ? 1 : 0;
  }
  return plan;
}

}  // namespace moonstain
