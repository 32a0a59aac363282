#include "core/engine/run/plan_state.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/path.h"
#include "core/base/table.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/run_record.h"
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

// One part of a path: "metrics[3]".
struct PathPart {
  std::string name;
  std::string index;  ///< between the brackets; empty: none
};

std::vector<PathPart> split_path(const std::string& path) {
  std::vector<PathPart> parts;
  std::size_t start = 0;
  while (start <= path.size()) {
    // A section's name may hold dots: brackets go first.
    std::size_t end = start;
    while (end < path.size() && path[end] != '.' && path[end] != '[') ++end;
    PathPart part{path.substr(start, end - start), ""};
    if (end < path.size() && path[end] == '[') {
      const std::size_t close = path.find(']', end);
      check(close != std::string::npos, "path ", path, ": '[' without ']'");
      part.index = path.substr(end + 1, close - end - 1);
      check(!part.index.empty() &&
                (close + 1 == path.size() || path[close + 1] == '.'),
            "path ", path, ": expected NAME[INDEX].NAME[INDEX]...");
      end = close + 1;
    }
    check(!part.name.empty(), "path ", path,
          ": expected NAME[INDEX].NAME[INDEX]...");
    parts.push_back(std::move(part));
    start = end + 1;
  }
  return parts;
}

NodeIndex pick(const Graph& graph, const std::vector<NodeIndex>& nodes,
               const PathPart& part, const std::string& path) {
  if (part.index.empty()) {
    check(nodes.size() == 1, "path ", path, ": '", part.name, "' has ",
          nodes.size(), " values; name one as ", part.name, "[1] to ",
          part.name, "[", nodes.size(), "], or by section");
    return nodes.front();
  }
  std::size_t number = 0;
  const char* end = part.index.data() + part.index.size();
  const auto [stop, error] = std::from_chars(part.index.data(), end, number);
  if (error == std::errc() && stop == end) {
    check(number >= 1 && number <= nodes.size(), "path ", path, ": '",
          part.name, "' has ", nodes.size(), " value(s), counted from 1");
    return nodes[number - 1];
  }
  for (const NodeIndex node : nodes) {
    const std::string& section = graph.nodes[node].section;
    if (section == part.index ||
        section.substr(section.rfind('/') + 1) == part.index) {
      return node;
    }
  }
  fail("path ", path, ": '", part.name, "' has no value of section ",
       part.index);
}

[[noreturn]] void fail_name(const std::string& path, const std::string& name,
                            const std::vector<std::string>& names) {
  fail("path ", path, ": no '", name, "'; there is ",
       names.empty() ? "nothing below a file" : listed(names));
}

std::string short_hex(const Digest& digest) {
  return digest.hex().substr(0, 12);
}

std::string item_path(const std::string& path, const NodeInput& input,
                      std::size_t item) {
  std::string out = concat(path, ".", input.name);
  if (input.nodes.size() > 1) out += concat("[", item + 1, "]");
  return out;
}

/// Goes down both plans by the same way to the first thing that differs.
class Comparison {
 public:
  Comparison(const StoredPlan& before, const Graph& now,
             const NumericClass& numbers)
      : old_(before.graph),
        new_(now),
        old_numbers_(before.numbers),
        new_numbers_(numbers) {}

  /// @param from, to  two nodes with different ids
  std::string difference(const std::string& path, NodeIndex from,
                         NodeIndex to) const {
    const Node& was = old_.nodes[from];
    const Node& is = new_.nodes[to];
    if (was.is_source() || is.is_source()) {
      return concat(path, ": ", what(is), ", was ", what(was));
    }
    if (was.step != is.step) {
      return concat(path, ": step ", is.step, ", was ", was.step);
    }
    if (was.version != is.version) {
      return concat(path, ": ", is.step, " version ", is.version, ", was ",
                    was.version);
    }
    if (was.options != is.options) return option(path, was, is);
    return input(path, was, is);
  }

 private:
  static std::string what(const Node& node) {
    if (!node.is_source()) return concat("step ", node.step);
    return concat("file ", node.source->name, " ", short_hex(node.id));
  }

  static std::string option(const std::string& path, const Node& was,
                            const Node& is) {
    const Json old_options = was.options.json();
    const Json new_options = is.options.json();
    std::set<std::string> names;
    for (const auto& [name, value] : old_options.items()) names.insert(name);
    for (const auto& [name, value] : new_options.items()) names.insert(name);
    const auto text = [](const Json& options, const std::string& name) {
      return options.contains(name) ? canonical_json(options[name])
                                    : std::string("not there");
    };
    for (const std::string& name : names) {
      const std::string before = text(old_options, name);
      const std::string after = text(new_options, name);
      if (before != after) {
        return concat(path, ": ", is.step, " option ", name, " = ", after,
                      ", was ", before);
      }
    }
    return concat(path, ": options differ");
  }

  // Options and version are the same: an input differs, or the class.
  std::string input(const std::string& path, const Node& was,
                    const Node& is) const {
    for (const NodeInput& now : is.inputs) {
      const auto before = std::find_if(
          was.inputs.begin(), was.inputs.end(),
          [&](const NodeInput& other) { return other.name == now.name; });
      const std::size_t count =
          before == was.inputs.end() ? 0 : before->nodes.size();
      const std::size_t common = std::min(count, now.nodes.size());
      for (std::size_t i = 0; i < common; ++i) {
        const Node& from = old_.nodes[before->nodes[i]];
        const Node& to = new_.nodes[now.nodes[i]];
        const std::string below = item_path(path, now, i);
        if (from.id != to.id) {
          return difference(below, before->nodes[i], now.nodes[i]);
        }
        if (from.section != to.section) {
          return concat(below, ": section ", to.section, ", was ",
                        from.section);
        }
        if (from.source->name != to.source->name) {
          return concat(below, ": file ", to.source->name, ", was ",
                        from.source->name);
        }
      }
      if (count != now.nodes.size()) {
        return concat(path, ".", now.name, ": ", now.nodes.size(),
                      " value(s), was ", count);
      }
    }
    for (const NodeInput& before : was.inputs) {
      if (std::none_of(
              is.inputs.begin(), is.inputs.end(),
              [&](const NodeInput& now) { return now.name == before.name; })) {
        return concat(path, ".", before.name, ": not given, was ",
                      before.nodes.size(), " value(s)");
      }
    }
    // Nothing else is left. Both classes are of one host or of one program.
    const bool libm = old_numbers_.libm != new_numbers_.libm;
    return concat(path, ": ", is.step, " numeric class '",
                  libm ? new_numbers_.libm : new_numbers_.torch, "', was '",
                  libm ? old_numbers_.libm : old_numbers_.torch, "'");
  }

  const Graph& old_;
  const Graph& new_;
  const NumericClass& old_numbers_;
  const NumericClass& new_numbers_;
};

std::string label(const Graph& graph, const std::string& path,
                  NodeIndex index) {
  const Node& node = graph.nodes[index];
  if (node.is_source()) return concat(path, " (file ", node.source->name, ")");
  return concat(path, " (", node.step, node.section.empty() ? "" : " ",
                node.section, node.where.empty() ? "" : ", ", node.where, ")");
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

NodeIndex node_at(const Graph& graph, const std::string& path) {
  const std::vector<PathPart> parts = split_path(path);
  const auto output = graph.outputs.find(parts.front().name);
  if (output == graph.outputs.end()) {
    std::vector<std::string> names;
    for (const auto& [name, nodes] : graph.outputs) names.push_back(name);
    fail_name(path, parts.front().name, names);
  }
  NodeIndex node = pick(graph, output->second, parts.front(), path);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto& inputs = graph.nodes[node].inputs;
    const auto input = std::find_if(
        inputs.begin(), inputs.end(),
        [&](const NodeInput& in) { return in.name == parts[i].name; });
    if (input == inputs.end()) {
      std::vector<std::string> names;
      for (const NodeInput& in : inputs) names.push_back(in.name);
      fail_name(path, parts[i].name, names);
    }
    node = pick(graph, input->nodes, parts[i], path);
  }
  return node;
}

std::string why(const Graph& graph, const std::string& path,
                const Catalog& catalog, const NumericClass& numbers,
                const fs::path& workspace) {
  const NodeIndex node = node_at(graph, path);
  const PlanState plan = plan_state(graph, catalog, numbers, workspace);
  std::string out =
      concat(label(graph, path, node), ": ", state_name(plan.states[node]));
  if (plan.objects[node]) out += concat(" ", short_hex(*plan.objects[node]));
  const auto last =
      last_run(workspace, graph.recipe, variant_name(graph, numbers));
  if (!last) {
    return concat(out, "\nno earlier run of ", graph.recipe,
                  " to compare with");
  }
  const std::string run =
      concat("run ", last->run, " (", last->variant, ", ", last->state, ")");
  const StoredPlan before = read_plan(workspace, last->plan);
  NodeIndex was = 0;
  try {
    was = node_at(before.graph, path);
  } catch (const Error&) {
    return concat(out, "\n", run, " had no such result");
  }
  if (before.graph.nodes[was].id == graph.nodes[node].id) {
    out += concat("\nthe same as in ", run);
    if (plan.states[node] == NodeState::will_run ||
        plan.states[node] == NodeState::may_be_kept) {
      out += ", which did not finish it, or its bytes are no longer there";
    }
    return out;
  }
  return concat(out, "\nfirst difference from ", run, ":\n  ",
                Comparison(before, graph, numbers).difference(path, was, node));
}

}  // namespace moonstain
