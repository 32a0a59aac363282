#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/engine/plan/lineage.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_decl.h"

namespace moonstain {

/// What a model info sheet reads off the steps of a plan, beside its leaks.
struct SheetFacts {
  std::size_t scores = 0;        ///< nodes that score
  std::set<std::string> scored;  ///< units that they are about
  /// "recipe.lua:33 ridge_predictions takes features, model": what the values
  /// that are scored were made of, each once, in the plan's order.
  std::vector<std::string> taken;
  /// By what is learned, likewise: "recipe.lua:31 hist_model learns labels by
  /// targets".
  std::map<Learned, std::vector<std::string>> learning;

  const std::vector<std::string>& learners(Learned what) const;
};

/// @param lineage  of this graph
SheetFacts sheet_facts(const Graph& graph, const Catalog& catalog,
                       const Lineage& lineage);

/// Puts a line to others, unless it is there.
void add_once(std::vector<std::string>& all, const std::string& one);

/// Whether what a step chooses by looking is its own state, an epoch or a
/// model, and no feature: it learns labels too, or takes predictions and makes
/// some of them its result.
bool chooses_model(const StepDecl& step);

}  // namespace moonstain
