#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/engine/plan/graph.h"
#include "core/engine/store/ledger.h"
#include "core/eval/report/context.h"

namespace moonstain {

/// What some tasks took together.
struct CostSum {
  std::size_t tasks = 0;
  std::size_t unknown = 0;   ///< of them: what they took is not recorded
  std::size_t of_other = 0;  ///< of them: run in another run, and kept
  double seconds = 0;        ///< wall time, of each task for itself
  double cpu_s = 0;
  std::uint64_t peak_bytes = 0;  ///< of the largest

  void add(const std::optional<TaskCost>& cost, const std::string& run);
  /// There are some, and nothing is recorded of any.
  bool nothing_known() const { return tasks > 0 && unknown == tasks; }
};

/// What the tasks that train a predictor and apply it took, over all folds:
/// those that no other predictor needs.
struct PredictorCost {
  std::string name;
  std::string label;  ///< as a page calls it
  CostSum all{};
  std::map<std::string, CostSum> steps{};
  std::vector<NodeIndex> nodes{};  ///< those tasks, in the recipe's order
  /// Of its networks, the fewest and the most of a fold; empty: it has none, or
  /// `parameters_unknown`.
  std::vector<std::int64_t> parameters{};
  bool parameters_unknown = false;
};

/// The cost of a run's predictors.
struct PredictorCosts {
  std::vector<PredictorCost> predictors;
  /// What several of them need, such as features, each task once.
  CostSum shared;
  std::map<std::string, CostSum> shared_steps;
};

/// A predictor's predictions in a plan, of all sections and folds.
struct PredictedBy {
  std::string name;
  std::string label;
  std::vector<NodeIndex> predictions;
};

/// Tasks by who needs them.
///
/// @param keys   by node: nodes of equal keys are one task. Nothing: not known,
///               and a task of its own
/// @param costs  by node; nothing: not recorded
/// @param run    in whose plan they are
PredictorCosts predictor_costs(
    const Graph& graph, const std::vector<PredictedBy>& predictors,
    const std::vector<std::optional<Digest>>& keys,
    const std::vector<std::optional<TaskCost>>& costs, const std::string& run);

/// As a page tells them: a row a predictor, then what several share, together
/// and, indented, by step.
std::vector<report::CostRow> cost_rows(const PredictorCosts& costs);
/// What the numbers are, and how many are of other runs or not known.
std::vector<std::string> cost_notes(const PredictorCosts& costs);
/// Both as a table, for people, with the numbers of parameters.
std::string cost_table(const PredictorCosts& costs);
/// {"predictors": [...], "shared": {...}}; null is what is not known.
Json cost_json(const PredictorCosts& costs);

}  // namespace moonstain
