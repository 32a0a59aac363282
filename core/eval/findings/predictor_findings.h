#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/eval/findings/findings.h"
#include "core/eval/findings/predictor_scores.h"

namespace moonstain {

/// How the numbers of findings are made of scores.
struct NumbersHow {
  Metric metric;        ///< of the headline
  std::string reading;  ///< of the headline
  EstimateHow estimate;
  ClusterOf cluster_of;
};

/// Every metric that the scores have in a reading, by every way over items, in
/// the order of the kinds.
std::vector<Metric> metrics_in(const Scores& scores, std::string_view reading);

/// A predictor's numbers in every reading.
PredictorFindings predictor_findings(const PredictorScores& predictor,
                                     const NumbersHow& how);

/// Predictions that are flat where it was measured for most items, by unit.
Collapse collapse_of(const PredictorScores& model, const NumbersHow& how);

/// What the tissue mask scores on the units of the model; nothing without a
/// grid.
std::optional<MaskScores> mask_scores(const PredictorScores& model);

}  // namespace moonstain
