#include "tools/cli/commands/plan.h"

#include <map>
#include <unordered_map>

#include "bindings/audit/leaks.h"
#include "bindings/audit/statements.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/record/run_record.h"
#include "core/engine/run/plan_state.h"
#include "core/engine/run/why.h"
#include "tools/cli/bundle_needs.h"
#include "tools/cli/commands/plan_picture.h"
#include "tools/cli/json_stream.h"
#include "tools/cli/knobs_json.h"
#include "tools/cli/leak_words.h"
#include "tools/cli/output.h"
#include "tools/cli/program_words.h"
#include "tools/cli/stated_claims.h"
#include "tools/cli/statement_words.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

Json node_json(const Graph& graph, const PlanState& state, std::size_t i) {
  const Node& node = graph.nodes[i];
  Json entry = {
      {"id", node.id.hex()},      {"key", nullptr},
      {"step", node.step},        {"options", node.options},
      {"inputs", Json::object()}, {"state", state_name(state.states[i])},
      {"object", nullptr},        {"section", node.section},
      {"where", node.where}};
  if (node.is_source()) {
    entry["source"] = {{"name", node.source->name},
                       {"manifest", node.source->manifest},
                       {"size_bytes", node.source->size_bytes}};
    entry["options"] = Json::object();
  }
  if (state.keys[i]) entry["key"] = state.keys[i]->hex();
  if (state.objects[i]) entry["object"] = state.objects[i]->hex();
  for (const NodeInput& input : node.inputs) {
    entry["inputs"][input.name.str()] = input.nodes;
  }
  return entry;
}

// Node by node: as one tree of values a large plan would take gigabytes.
void print_plan(const lua::Plan& plan, const PlanState& state,
                const LeakReport& leaks,
                const std::vector<StatementFault>& stated) {
  const Graph& graph = plan.graph;
  JsonStream json(&print_json);
  json.member("errors", statement_lines(stated, true));
  json.member("leaks", leaks_json(leaks));
  json.list("nodes", graph.nodes.size(),
            [&](std::size_t i) { return node_json(graph, state, i); });
  json.member("oracles", oracles_json(leaks));
  json.member("outputs", graph.outputs);
  json.member("params", params_json(graph));
  json.member("programs", programs_json(plan));
  json.member("recipe", graph.recipe);
  json.member("switches", switches_json(graph));
  json.end();
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

void print_dot(const Graph& graph, const PlanState& state) {
  print(concat("digraph \"", escaped(graph.recipe),
               "\" {\n  rankdir=LR;\n  node [shape=box, "
               "fontname=\"sans-serif\"];\n"));
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    const bool source = node.is_source();
    const char* style = source ? ", shape=note"
                        : state.states[i] == NodeState::kept
                            ? ", style=filled, fillcolor=\"#dddddd\""
                            : "";
    print(concat("  n", i, " [label=\"",
                 escaped(source ? node.source->name : node.step.str()),
                 node.section.empty() ? "" : "\\n", escaped(node.section), "\"",
                 style, "];\n"));
    for (const NodeInput& input : node.inputs) {
      const std::string label = escaped(input.name);
      for (const NodeIndex from : input.nodes) {
        print(concat("  n", from, " -> n", i, " [label=\"", label, "\"];\n"));
      }
    }
  }
  print("}\n");
}

// Steps in the order of their first node.
std::string table(const Graph& graph, const PlanState& state) {
  struct Row {
    std::uint32_t nodes = 0, kept = 0, run = 0, open = 0;
    std::string where;
  };
  std::vector<std::string> order;
  std::map<std::string, Row> rows;
  std::unordered_map<const std::string*, Row*> known;  // texts are shared
  std::uint32_t sources = 0;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    if (node.is_source()) {
      ++sources;
      continue;
    }
    Row*& at = known[&node.step.str()];
    if (at == nullptr) {
      if (!rows.contains(node.step)) order.push_back(node.step);
      at = &rows[node.step.str()];
    }
    Row& row = *at;
    if (row.where.empty()) row.where = node.where;
    ++row.nodes;
    row.kept += state.states[i] == NodeState::kept;
    row.run += state.states[i] == NodeState::will_run;
    row.open += state.states[i] == NodeState::may_be_kept;
  }
  std::string text =
      concat(padded("step", 24), "  nodes   kept    run  maybe kept\n");
  for (const std::string& step : order) {
    const Row& row = rows[step];
    text += concat(padded(step, 24), right_aligned(concat(row.nodes), 7),
                   right_aligned(concat(row.kept), 7),
                   right_aligned(concat(row.run), 7),
                   right_aligned(concat(row.open), 12), "   ", row.where, "\n");
  }
  return text + concat(state.kept, " kept, ", state.will_run, " will run, ",
                       state.may_be_kept, " may be kept; ", sources,
                       " source files\n");
}

}  // namespace

int plan_command(const Session& session, const std::string& graph_style) {
  const lua::Plan plan = session.replanner().plan();
  const Graph& graph = plan.graph;
  check_claims(session, graph);
  const PlanState state = plan_state(graph, plan.catalog, session.numbers(),
                                     session.options().workspace);
  if (graph_style == "dot") {
    print_dot(graph, state);
    return kDone;
  }
  if (graph_style == "svg") {
    print(plan_picture(graph, state));
    return kDone;
  }
  const LeakReport leaks = judge_leaks(session.replanner(), plan);
  const std::vector<StatementFault> stated = stated_faults(plan, leaks);
  if (session.options().json) {
    print_plan(plan, state, leaks, stated);
    return kDone;
  }
  for (const std::string& line : plan.printed) say(stderr, line);
  if (session.bundle() != nullptr) {
    print(bundle_needs(session, plan, state));
  }
  print(
      concat(graph.recipe, " ", variant_name(graph, session.numbers()), "\n"));
  print(table(graph, state));
  print(programs_text(plan));
  if (state.will_run + state.may_be_kept > 0 &&
      !run_names(session.options().workspace).empty()) {
    const std::string first = graph.outputs.begin()->first;
    const bool list = graph.outputs.begin()->second.size() > 1;
    print(concat("why: ",
                 why(graph, list ? first + "[1]" : first, plan.catalog,
                     session.numbers(), session.options().workspace),
                 "\n"));
  }
  print(leaks_text(leaks));
  print(oracles_text(leaks));
  print(statements_text(stated));
  return kDone;
}

}  // namespace moonstain
