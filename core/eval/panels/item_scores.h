#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/matrix.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

/// One metric of a predictor in one reading, item by item and unit by unit.
struct ItemScores {
  std::string item = "gene";  ///< noun of an item
  bool higher_is_better = true;
  std::string unit = "section";    ///< noun of a unit
  std::vector<std::string> items;  ///< of all units
  std::vector<std::string> units;  ///< sorted
  /// [items, units], means over the seeds that have a value; NaN: none.
  MatrixD values;
  /// [items] means over the units that have a value; NaN: none.
  Eigen::VectorXd mean;
};

/// Scores by predictor's name, in the order in which they are given.
std::vector<std::pair<std::string, std::vector<Scores>>> scores_by_predictor(
    std::vector<Scores> scores);

/// @param scores   of one predictor; several of a unit are seeds
/// @param metric   name of a metric kind: "pearson"
/// @throws Error   without scores, on another metric or reading, and on seeds
///                 of a unit whose items differ
ItemScores item_scores(const std::vector<Scores>& scores,
                       std::string_view reading, std::string_view metric);

/// Places of the items that have a mean, the best first; of equal ones the
/// first.
std::vector<std::size_t> ranked(const ItemScores& scores);

/// The best item, the worst, and evenly spaced ranks between, so that no one
/// picks the pretty ones; fewer where fewer have a mean.
std::vector<std::string> items_across_ranks(const ItemScores& scores,
                                            std::size_t count);

}  // namespace moonstain
