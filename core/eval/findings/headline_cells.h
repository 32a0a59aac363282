#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/eval/findings/predictor_scores.h"

namespace moonstain {

/// The headline's metric of every predictor, unit by unit and item by item, a
/// mean over seeds: what a walk compares between arms. A plain Zarr group
/// `cells.zarr` beside findings.json: `values` [predictors, units, items]
/// float64, `counts` [units, items] uint8.
struct HeadlineCells {
  std::string metric;   ///< "pearson.mean"
  std::string reading;  ///< "tissue"
  std::vector<std::string> predictors;
  std::vector<std::string> units;
  std::vector<std::string> clusters;  ///< [units]
  std::vector<std::string> folds;     ///< [units]
  std::vector<std::string> items;
  std::vector<double> values;        ///< [predictors, units, items]
  std::vector<std::uint8_t> counts;  ///< [units, items] the metric looks at it

  double value(std::size_t predictor, std::size_t unit,
               std::size_t item) const {
    return values[(predictor * units.size() + unit) * items.size() + item];
  }

  static HeadlineCells read(const fs::path& group);
  void write(const fs::path& group) const;
};

/// @param predictors  all on the same units and items
HeadlineCells headline_cells(const std::vector<PredictorScores>& predictors,
                             const std::string& reading, const Metric& metric,
                             const ClusterOf& cluster_of);

}  // namespace moonstain
