#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/engine/plan/lineage.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// The scores of a plan, so that those of another plan of the same recipe can
/// be told to be the same: by what they are about, the step that scores, the
/// step whose value is scored, and the steps that fitted it to labels. Options
/// and folds are not looked at: they are what a switch turns.
class SameScores {
 public:
  SameScores(const Graph& graph, const Catalog& catalog,
             const Lineage& lineage);

  /// What of these scores the other plan has not, or has less often: the units
  /// that they are about, sorted. A score about a section is one about each of
  /// its blocks too.
  /// @param scores  nodes of this plan that score
  std::vector<std::string> missing_in(
      const SameScores& other, const std::vector<NodeIndex>& scores) const;

  /// Whether the other plan scores one of their predictors on nothing at all.
  /// @param scores  nodes of this plan that score
  bool vanish_in(const SameScores& other,
                 const std::vector<NodeIndex>& scores) const;

 private:
  using Count = std::map<std::pair<std::string, std::string>, std::size_t>;

  std::size_t count(const std::string& predictor,
                    const std::string& unit) const;

  const Lineage& lineage_;
  std::map<NodeIndex, std::string> predictor_;  ///< of nodes that score
  Count count_;  ///< of scores, by predictor and unit
};

}  // namespace moonstain
