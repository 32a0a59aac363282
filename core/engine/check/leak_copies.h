#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/engine/check/leak_trials.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// A plan, and copies of its nodes over replaced data, in one graph: the plan's
/// nodes keep their numbers, the copies stand behind them.
class LeakCopies {
 public:
  LeakCopies(const Graph& graph, const Catalog& catalog,
             const NumericClass& numbers,
             const std::vector<Scramble>& scrambles);

  /// The node over replaced data; the node itself where it does not change.
  /// @param changed  the trial's changed nodes
  /// @param attempt  which scramble, from 1 on
  NodeIndex copy(const LeakTrial& trial, const Nodes& changed, int attempt,
                 NodeIndex node);

  /// The graph with an output "n7" for each of these nodes.
  Graph take(const Nodes& wanted);

 private:
  NodeIndex make(const LeakTrial& trial,
                 const std::unordered_map<NodeIndex, NodeIndex>& made,
                 int attempt, NodeIndex node);

  const Graph& graph_;
  const Catalog& catalog_;
  const NumericClass& numbers_;
  const std::vector<Scramble>& scrambles_;
  Graph together_;
  std::map<std::string, std::unordered_map<NodeIndex, NodeIndex>> made_;
};

}  // namespace moonstain
