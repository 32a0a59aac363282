#include "bindings/audit/idle_knobs.h"

#include <map>

#include "core/base/error.h"
#include "core/engine/plan/graph.h"

namespace moonstain {

namespace {

/// Another value that --set would take, or empty.
std::string other_value(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "false" : "true";
  if (value.is_number_integer()) {
    return concat(value.get<std::int64_t>() + 1);
  }
  if (value.is_number()) return concat(value.get<double>() * 1.5 + 0.25);
  return "";
}

bool same_outputs(const Graph& a, const Graph& b) {
  const auto ids = [](const Graph& graph) {
    std::map<std::string, std::vector<Digest>> ids;
    for (const auto& [name, nodes] : graph.outputs) {
      for (const NodeIndex node : nodes) {
        ids[name].push_back(graph.nodes[node].id);
      }
    }
    return ids;
  };
  return ids(a) == ids(b);
}

}  // namespace

std::vector<IdleKnob> idle_knobs(const Replanner& replanner) {
  const Graph graph = replanner.plan_of_work().graph;
  std::vector<IdleKnob> idle;
  for (const ParamValue& param : graph.params) {
    const std::string other = other_value(param.value);
    if (param.name == "profile" || other.empty()) continue;
    try {
      const lua::Plan changed = replanner.plan_of_work({{param.name, other}});
      if (same_outputs(graph, changed.graph)) {
        idle.push_back({param.name, "", other, ""});
      }
    } catch (const Error&) {
      // Another value is refused somewhere: it is looked at.
    }
  }
  for (const SwitchValue& choice : graph.switches) {
    try {
      const auto same_at = [&](const char* end, const Json& value) {
        return value == choice.value ||
               same_outputs(replanner.plan_of_work({{choice.name, end}}).graph,
                            graph);
      };
      const bool same_published = same_at("published", choice.published);
      const bool same_audited = same_at("audited", choice.audited);
      if (same_published && same_audited) {
        idle.push_back({choice.name, choice.where, "", ""});
      }
    } catch (const Error& e) {
      idle.push_back({choice.name, choice.where, "", e.what()});
    }
  }
  return idle;
}

}  // namespace moonstain
