#include "core/engine/run/why.h"

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/base/path.h"
#include "core/engine/plan/node_path.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/run_record.h"
#include "core/engine/run/node_difference.h"
#include "core/engine/run/plan_state.h"

namespace moonstain {

namespace {

/// Goes down both plans by the same way to the first thing that differs.
class PlanComparison {
 public:
  PlanComparison(const StoredPlan& before, const Graph& now,
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
    const std::vector<std::string> own = node_differences(was, is);
    if (!own.empty()) return concat(path, ": ", own.front());
    return input(path, was, is);
  }

 private:
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
    return concat(path, ": ", is.step, " numeric class '",
                  moved_class(new_numbers_), "', was '",
                  moved_class(old_numbers_), "'");
  }

  // Of the parts of a class the one that is another: the C library's, that of
  // networks, on a GPU where they run there, or that of bfloat16.
  const std::string& moved_class(const NumericClass& numbers) const {
    if (old_numbers_.libm != new_numbers_.libm) return numbers.libm;
    if (old_numbers_.cuda != new_numbers_.cuda) return numbers.of_networks();
    const bool same = old_numbers_.torch == new_numbers_.torch;
    return same ? numbers.bfloat16 : numbers.torch;
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
  return concat(
      out, "\nfirst difference from ", run, ":\n  ",
      PlanComparison(before, graph, numbers).difference(path, was, node));
}

}  // namespace moonstain
