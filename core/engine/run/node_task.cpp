#include "core/engine/run/node_task.h"

#include <utility>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/program/limits.h"
#include "core/engine/step/needs.h"
#include "core/engine/step/options_text.h"

namespace moonstain {

Task task_of_node(const Graph& graph, const Catalog& catalog,
                  const NumericClass& numbers, NodeIndex node) {
  const StepDecl& step = catalog.step(graph.nodes[node].step);
  Task task;
  task.node = node;
  const OptionsText& options = graph.nodes[node].options;
  task.on_gpu = runs_on_gpu(numbers, numeric_of(step, options));
  if (step.runs_as.empty()) {
    task.step = step.name;
    task.options = options;
    task.starts_programs = step.starts_programs;
  } else {
    task.step = step.runs_as;
    Json with_limits = options.json();
    with_limits["limits"] = step.limits;
    task.options = with_limits;
    task.starts_programs = true;
  }
  return task;
}

std::vector<Needs> needs_of_nodes(
    const Graph& graph, const Catalog& catalog, const NumericClass& numbers,
    const std::vector<NodeIndex>& nodes,
    const std::function<std::uint64_t(NodeIndex)>& content_bytes,
    const std::function<std::vector<Needs>(const std::vector<NeedsQuery>&)>&
        ask) {
  std::vector<Needs> needs;
  std::vector<std::size_t> asked;
  std::vector<NeedsQuery> queries;
  for (const NodeIndex node : nodes) {
    const Node& what = graph.nodes[node];
    const StepDecl& step = catalog.step(what.step);
    needs.push_back(declared_needs(step).value_or(Needs{}));
    if (!step.has_needs) continue;
    NeedsQuery query{what.step, what.options, {}};
    for (const NodeInput& input : what.inputs) {
      for (const NodeIndex from : input.nodes) {
        query.sizes.add(input.name.str(), content_bytes(from));
      }
    }
    asked.push_back(needs.size() - 1);
    queries.push_back(std::move(query));
  }
  if (!queries.empty()) {
    const std::vector<Needs> answers = ask(queries);
    for (std::size_t i = 0; i < asked.size(); ++i) needs[asked[i]] = answers[i];
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node& what = graph.nodes[nodes[i]];
    const Numeric numeric = numeric_of(catalog.step(what.step), what.options);
    if (runs_on_gpu(numbers, numeric)) needs[i].gpus = 1;
  }
  return needs;
}

std::string needs_problem(const Needs& declared, const MemoryOffer& offer) {
  const std::uint64_t bytes = declared.memory_bytes;
  const std::string says =
      concat("its needs say memory_gb = ", rounded_gb(bytes), ", but ");
  if (offer.task_bytes > 0 && bytes > offer.task_bytes) {
    return concat(says, "--task-memory gives a task ",
                  rounded_gb(offer.task_bytes),
                  " GB; give more, or lower what it needs");
  }
  if (offer.run_bytes == 0) return "";
  if (bytes > offer.machine_bytes) {
    return concat(says, "this machine has ", rounded_gb(offer.machine_bytes),
                  " GB; run it on a larger one, or lower what it needs");
  }
  if (bytes <= offer.run_bytes) return "";
  if (offer.run_bytes == offer.usable_bytes) {
    return concat(says, "four fifths of this machine's memory are ",
                  rounded_gb(offer.run_bytes),
                  " GB; give more by --memory, or lower what it needs");
  }
  return concat(says, "--memory gives all tasks together ",
                rounded_gb(offer.run_bytes),
                " GB; give more, or lower what it needs");
}

}  // namespace moonstain
