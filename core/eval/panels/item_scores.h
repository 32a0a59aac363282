#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/eval/metrics/metrics.h"

namespace moonstain {

/// One metric of a predictor in one reading, item by item and section by
/// section.
struct ItemScores {
  std::string item = "gene";  ///< noun of an item
  bool higher_is_better = true;
  std::vector<std::string> items;
  std::vector<std::string> sections;  ///< sorted
  /// [items, sections], means over the seeds that have a value; NaN: none.
  MatrixD values;
  /// [items] means over the sections that have a value; NaN: none.
  Eigen::VectorXd mean;
};

/// @param scores   of one predictor; several of a section are seeds
/// @param metric   "pearson", "spearman", "mae" or "rmse"
/// @throws Error   without scores, on another metric or reading, and on scores
///                 whose items differ
ItemScores item_scores(const std::vector<Metrics>& scores,
                       std::string_view reading, std::string_view metric);

/// Places of the items that have a mean, the best first; of equal ones the
/// first.
std::vector<std::size_t> ranked(const ItemScores& scores);

/// The best item, the worst, and evenly spaced ranks between, so that no one
/// picks the pretty ones; fewer where fewer have a mean.
std::vector<std::string> items_across_ranks(const ItemScores& scores,
                                            std::size_t count);

}  // namespace moonstain
