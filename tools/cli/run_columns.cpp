#include "tools/cli/run_columns.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/store/workspace.h"
#include "core/eval/findings/findings.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/item_scores.h"
#include "core/eval/report/parts.h"
#include "core/learn/train/training_record.h"
#include "tools/cli/method_labels.h"
#include "tools/cli/named_run.h"
#include "tools/cli/node_results.h"
#include "tools/cli/stored_object.h"

namespace moonstain {
namespace {

std::vector<NodeIndex> nodes_in(const Node& node, std::string_view input) {
  for (const NodeInput& one : node.inputs) {
    if (one.name.str() == input) return one.nodes;
  }
  return {};
}

// All stored values of some nodes.
template <typename Value>
std::vector<Value> values_of(const Workspace& workspace,
                             const NodeResults& known,
                             const std::vector<NodeIndex>& nodes,
                             const RunRecord& record) {
  std::vector<Value> values;
  for (auto& one : read_all_stored<Value>(workspace, known.objects_of(nodes))) {
    check(one.has_value(),
          "not all that it scored is in the store, or was made "
          "by an earlier version of a step; `",
          record.command, "` makes it again");
    values.push_back(std::move(*one));
  }
  return values;
}

/// One set of findings of a run, and what it was made of.
class ColumnOf {
 public:
  ColumnOf(const Workspace& workspace, const NodeResults& known,
           const RunRecord& record, const Node& node, Findings findings)
      : workspace_(workspace),
        known_(known),
        record_(record),
        node_(node),
        options_(node.options.json()),
        findings_(std::move(findings)) {}

  report::RunColumn made(const std::string& output,
                         std::map<std::string, std::string> labels) const {
    report::RunColumn column;
    column.run = record_.run;
    column.recipe = record_.recipe;
    column.variant = record_.variant;
    column.output = output;
    column.state = record_.state == "done" ? "" : state_words(record_);
    column.title = findings_.title;
    column.model = findings_.model;
    column.headline = findings_.headline;
    column.cluster = findings_.data.cluster;
    for (const ScoredUnitFacts& one : findings_.data.units) {
      column.units.insert(one.unit);
      column.clusters.insert(one.cluster);
    }
    column.labels = std::move(labels);
    column.unfitted = unfitted();
    column.ranking = ranking();
    return column;
  }

 private:
  std::vector<Scores> scores() const {
    std::vector<NodeIndex> nodes = nodes_in(node_, "scores");
    const std::vector<NodeIndex> others = nodes_in(node_, "baselines");
    nodes.insert(nodes.end(), others.begin(), others.end());
    auto scores = values_of<Scores>(workspace_, known_, nodes, record_);
    // What the findings say that it is: the model is one, whatever made it.
    for (Scores& one : scores) {
      const PredictorFindings* found = findings_.find(one.predictor.name);
      if (found != nullptr) one.predictor.kind = found->kind;
    }
    return scores;
  }

  std::string reference() const {
    const std::string named = options_.value("ranked_against", "");
    if (!named.empty()) return named;
    const std::vector<report::Shown> shown =
        report::shown_predictors(findings_);
    const report::Shown* best = report::reference_baseline(findings_, shown);
    return best == nullptr ? findings_.model : best->name();
  }

  Ranking ranking() const {
    const auto groups = scores_by_predictor(scores());
    const std::vector<PredictorScores> predictors = predictors_in(groups);
    EstimateHow how;
    how.averaging = findings_.headline.averaging;
    how.method = findings_.headline.interval;
    how.unit = findings_.data.unit;
    how.cluster = findings_.data.cluster;
    ClusterOf cluster_of;
    for (const ScoredUnitFacts& one : findings_.data.units) {
      cluster_of[one.unit] = one.cluster;
    }
    return rank_predictors(predictors, reference(), findings_.headline.reading,
                           parse_metric(findings_.headline.metric), how,
                           cluster_of);
  }

  std::set<std::string> unfitted() const {
    std::set<std::string> names;
    const auto look = [&](const char* input, const auto& whose) {
      const auto models = values_of<TrainingRecord>(
          workspace_, known_, nodes_in(node_, input), record_);
      for (std::size_t i = 0; i < models.size(); ++i) {
        if (!models[i].fitted()) {
          names.insert(whose(i));
        }
      }
    };
    look("models", [&](std::size_t) { return findings_.model; });
    const Json& beside = options_["trained_beside"];
    look("models_beside", [&](std::size_t i) {
      return beside.at(i).template get<std::string>();
    });
    return names;
  }

  const Workspace& workspace_;
  const NodeResults& known_;
  const RunRecord& record_;
  const Node& node_;
  const Json options_;
  const Findings findings_;
};

}  // namespace

std::vector<report::RunColumn> run_columns(const fs::path& folder,
                                           const Catalog& catalog,
                                           const RunRecord& record) {
  const Workspace workspace{folder};
  const StoredPlan plan = read_plan(folder, record.plan);
  const NodeResults known = node_results(folder, plan, catalog, record);
  std::vector<report::RunColumn> columns;
  // What is scored, and how: outputs that hold the same against other claims
  // are one column.
  std::set<std::string> seen;
  for (const auto& [output, nodes] : plan.graph.outputs) {
    if (nodes.size() != 1) continue;
    const Node& node = plan.graph.nodes[nodes.front()];
    if (node.is_source()) continue;
    const StepDecl* step = catalog.find(node.step);
    if (step == nullptr || step->output != Findings::kType) continue;
    auto findings =
        read_stored<Findings>(workspace, known.objects[nodes.front()]);
    if (!findings || findings->data.units.empty()) continue;
    const std::string scored =
        concat(listed(nodes_in(node, "scores")), "; ",
               listed(nodes_in(node, "baselines")), "; ",
               findings->headline.metric, "; ", findings->headline.reading,
               "; ", word_of(findings->headline.averaging));
    if (!seen.insert(scored).second) continue;
    columns.push_back(
        ColumnOf(workspace, known, record, node, std::move(*findings))
            .made(output, method_labels(plan.graph)));
  }
  return columns;
}

}  // namespace moonstain
