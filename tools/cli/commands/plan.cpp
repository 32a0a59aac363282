#include "tools/cli/commands/plan.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/record/run_record.h"
#include "core/engine/run/plan_state.h"
#include "core/engine/run/why.h"
#include "tools/cli/leaks.h"
#include "tools/cli/program_words.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

Json leaks_json(const LeakReport& leaks) {
  Json rows = Json::array();
  for (const LeakRow& row : leak_rows(leaks)) {
    rows.push_back({{"severity", row.severity},
                    {"unit", row.unit},
                    {"path", row.path},
                    {"acknowledged_by", row.acknowledged_by}});
  }
  return rows;
}

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
void print_json(const Graph& graph, const PlanState& state,
                const LeakReport& leaks, const Json& programs) {
  constexpr std::string_view kMark = "\"nodes\": []";
  const std::string frame = pretty_json({{"recipe", graph.recipe},
                                         {"nodes", Json::array()},
                                         {"outputs", graph.outputs},
                                         {"leaks", leaks_json(leaks)},
                                         {"programs", programs}});
  // No text of the leaks before it has a quote that is not escaped.
  const std::size_t at = frame.find(kMark) + kMark.size() - 1;
  print(frame.substr(0, at));
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    std::string text = pretty_json(node_json(graph, state, i));
    text.pop_back();  // its line feed
    print(i == 0 ? "\n    " : ",\n    ");
    std::string_view rest = text;
    for (std::size_t end; (end = rest.find('\n')) != std::string_view::npos;
         rest.remove_prefix(end + 1)) {
      print(concat(rest.substr(0, end + 1), "    "));
    }
    print(std::string(rest));
  }
  if (!graph.nodes.empty()) print("\n  ");
  print(frame.substr(at));
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
  const lua::Plan plan = session.plan();
  const Graph& graph = plan.graph;
  const PlanState state = plan_state(graph, plan.catalog, session.numbers(),
                                     session.options().workspace);
  if (graph_style == "dot") {
    print_dot(graph, state);
    return kDone;
  }
  const LeakReport leaks = judge_leaks(session, plan);
  if (session.options().json) {
    print_json(graph, state, leaks, programs_json(plan));
    return kDone;
  }
  for (const std::string& line : plan.printed) {
    std::fprintf(stderr, "%s\n", line.c_str());
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
  return kDone;
}

int why_command(const Session& session, const std::string& path) {
  const lua::Plan plan = session.plan();
  print(why(plan.graph, path, plan.catalog, session.numbers(),
            session.options().workspace) +
        "\n");
  return kDone;
}

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

// Params that change nothing, and switches that do not at either end nor as
// they are set.
std::vector<std::string> idle_knobs(const Session& session,
                                    const Graph& graph) {
  std::vector<std::string> idle;
  for (const ParamValue& param : graph.params) {
    const std::string other = other_value(param.value);
    if (param.name == "profile" || other.empty()) continue;
    try {
      const lua::Plan changed = session.plan({{param.name, other}});
      if (same_outputs(graph, changed.graph)) {
        idle.push_back(
            concat("param ", param.name, " changes nothing: tried ", other));
      }
    } catch (const Error&) {
      // Another value is refused somewhere: it is looked at.
    }
  }
  for (const SwitchValue& choice : graph.switches) {
    try {
      const auto same_at = [&](const char* end, const Json& value) {
        return value == choice.value ||
               same_outputs(session.plan({{choice.name, end}}).graph, graph);
      };
      const bool same_published = same_at("published", choice.published);
      const bool same_audited = same_at("audited", choice.audited);
      if (same_published && same_audited) {
        idle.push_back(
            concat(choice.where, ": switch ", choice.name, " changes nothing"));
      }
    } catch (const Error& e) {
      idle.push_back(concat(choice.where, ": switch ", choice.name,
                            " cannot be turned: ", e.what()));
    }
  }
  return idle;
}

}  // namespace

int lint_command(const Session& session) {
  const lua::Plan plan = session.plan();
  const LeakReport leaks = judge_leaks(session, plan);
  const std::vector<std::string> idle = idle_knobs(session, plan.graph);
  std::vector<std::string> named;
  for (const lua::AliasUse& use : plan.aliases) {
    named.push_back(concat(use.where, ": ", use.alias, " is called ", use.name,
                           " now; write ", use.name, " { ... }"));
  }
  const auto bad = static_cast<std::size_t>(std::count_if(
      leaks.leaks.begin(), leaks.leaks.end(),
      [](const JudgedLeak& leak) { return leak.acknowledged_by.empty(); }));
  if (session.options().json) {
    Json unused = Json::array();
    for (const lua::UnusedNode& node : plan.unused) {
      unused.push_back({{"step", node.step}, {"where", node.where}});
    }
    std::vector<std::string> notes = leaks.notes;
    notes.insert(notes.end(), named.begin(), named.end());
    print(pretty_json({{"leaks", leaks_json(leaks)},
                       {"notes", notes},
                       {"unused", unused},
                       {"idle", idle},
                       {"programs", programs_json(plan)}}));
    return bad == 0 ? kDone : kWrong;
  }
  print(programs_text(plan));
  print(leaks_text(leaks));
  for (const std::string& line : named) print("note: " + line + "\n");
  for (const lua::UnusedNode& node : plan.unused) {
    print(concat(node.where, ": ", node.step, ": no output needs it\n"));
  }
  for (const std::string& line : idle) print(line + "\n");
  print(concat(leaks.leaks.size(), " leaks, ", bad, " unacknowledged; ",
               plan.unused.size(), " unused; ", idle.size(),
               " without effect\n"));
  return bad == 0 ? kDone : kWrong;
}

}  // namespace moonstain
