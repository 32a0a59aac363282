#include "tools/cli/run_costs.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/data/stored/predictions.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/task_record.h"
#include "core/engine/store/workspace.h"
#include "core/eval/findings/findings.h"
#include "core/eval/metrics/scores.h"
#include "core/learn/train/training_record.h"
#include "tools/cli/method_labels.h"
#include "tools/cli/node_results.h"
#include "tools/cli/stored_object.h"

namespace moonstain {
namespace {

// Scores that go into findings, in the order of the plan.
std::vector<NodeIndex> scores_of(const Graph& graph, const Catalog& catalog) {
  std::set<NodeIndex> found;
  for (const Node& node : graph.nodes) {
    if (node.is_source()) continue;
    const StepDecl* findings = catalog.find(node.step);
    if (findings == nullptr || findings->output != Findings::kType) continue;
    for (const NodeInput& input : node.inputs) {
      if (input.name.str() != "scores" && input.name.str() != "baselines") {
        continue;
      }
      found.insert(input.nodes.begin(), input.nodes.end());
    }
  }
  return {found.begin(), found.end()};
}

// What is scored: the input that a step declares as such; of a program's step,
// which declares none, all predictions that it takes.
std::vector<NodeIndex> scored_by(const Graph& graph, const Catalog& catalog,
                                 const Node& scores) {
  std::vector<NodeIndex> found;
  const StepDecl* step = catalog.find(scores.step);
  for (const NodeInput& input : scores.inputs) {
    if (step != nullptr && input.name.str() != step->scores) continue;
    for (const NodeIndex node : input.nodes) {
      const StepDecl* made = catalog.find(graph.nodes[node].step);
      if (step == nullptr &&
          (made == nullptr || made->output != Predictions::kType)) {
        continue;
      }
      found.push_back(node);
    }
  }
  return found;
}

struct Found {
  std::vector<PredictedBy> predictors;
  std::size_t unknown = 0;  ///< scores whose predictor is not known
};

Found predictors_of(const Workspace& workspace, const Graph& graph,
                    const Catalog& catalog, const NodeResults& known) {
  Found found;
  const auto labels = method_labels(graph);
  const std::vector<NodeIndex> nodes = scores_of(graph, catalog);
  const auto all_scores =
      read_all_stored<Scores>(workspace, known.objects_of(nodes));
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!all_scores[i]) {
      ++found.unknown;
      continue;
    }
    const std::string& name = all_scores[i]->predictor.name;
    const auto [at, is_new] = place.emplace(name, found.predictors.size());
    if (is_new) {
      const auto label = labels.find(name);
      found.predictors.push_back(
          {name, label == labels.end() ? name : label->second, {}});
    }
    const std::vector<NodeIndex> scored =
        scored_by(graph, catalog, graph.nodes[nodes[i]]);
    auto& all = found.predictors[at->second].predictions;
    all.insert(all.end(), scored.begin(), scored.end());
  }
  return found;
}

// What each node took: in this run as it recorded it, else where it was run.
std::vector<std::optional<TaskCost>> costs_of(
    const Workspace& workspace, const std::string& run,
    const std::vector<std::optional<Digest>>& keys) {
  std::vector<std::optional<TaskCost>> costs(keys.size());
  const auto take = [&](std::vector<TaskRow>& rows) {
    for (const TaskRow& row : rows) {
      if (row.node < 0 || static_cast<std::size_t>(row.node) >= costs.size()) {
        continue;
      }
      costs[static_cast<std::size_t>(row.node)] = {run, row.seconds, row.cpu_s,
                                                   row.peak_bytes};
    }
  };
  // A run that found all it needs has recorded no task.
  if (fs::exists(task_record_path(workspace, run))) {
    read_task_record(workspace, run, 0, take);
  }
  std::vector<Digest> asked;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!costs[i] && keys[i]) asked.push_back(*keys[i]);
  }
  const auto elsewhere =
      Ledger(workspace.ledger(), Ledger::Mode::read).costs(asked, run);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (costs[i] || !keys[i]) continue;
    const auto found = elsewhere.find(*keys[i]);
    if (found != elsewhere.end()) costs[i] = found->second;
  }
  return costs;
}

void put_parameters(const Workspace& workspace, const Graph& graph,
                    const Catalog& catalog, const NodeResults& known,
                    PredictorCost& one) {
  std::vector<NodeIndex> trained;
  for (const NodeIndex node : one.nodes) {
    const StepDecl* step = catalog.find(graph.nodes[node].step);
    if (step != nullptr && step->output == TrainingRecord::kType) {
      trained.push_back(node);
    }
  }
  for (const auto& record :
       read_all_stored<TrainingRecord>(workspace, known.objects_of(trained))) {
    if (record && record->parameters) {
      one.parameters.push_back(*record->parameters);
    } else {
      one.parameters_unknown = true;
    }
  }
}

}  // namespace

std::optional<RunCosts> run_costs(const fs::path& folder,
                                  const Catalog& catalog,
                                  const RunRecord& record,
                                  Parameters parameters) {
  const Workspace workspace{folder};
  const StoredPlan plan = read_plan(folder, record.plan);
  if (scores_of(plan.graph, catalog).empty()) return std::nullopt;
  const NodeResults known = node_results(folder, plan, catalog, record);
  const Found found = predictors_of(workspace, plan.graph, catalog, known);
  RunCosts made{.costs = predictor_costs(
                    plan.graph, found.predictors, known.keys,
                    costs_of(workspace, record.run, known.keys), record.run),
                .scores_not_there = found.unknown};
  if (parameters == Parameters::left_out) return made;
  for (PredictorCost& one : made.costs.predictors) {
    put_parameters(workspace, plan.graph, catalog, known, one);
  }
  return made;
}

}  // namespace moonstain
