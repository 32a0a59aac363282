#pragma once

#include <vector>

namespace moonstain {

// Scores of a ranking of units of two classes. `scores` are [units], no NaN,
// the higher the more likely positive; `positive` is [units]. All throw an
// Error on differing lengths or a NaN.

/// A threshold, and what calling positive all units at or above it gives.
struct RocPoint {
  double threshold = 0;  ///< infinite in the first point, which calls none
  double false_positive_rate = 0;
  double true_positive_rate = 0;
};

/// Receiver operating characteristic: (0, 0), then a point for each distinct
/// score in falling order, the last (1, 1). As sklearn.metrics.roc_curve with
/// drop_intermediate=False. A rate is NaN where its class is empty.
std::vector<RocPoint> roc_curve(const std::vector<double>& scores,
                                const std::vector<bool>& positive);

/// Area under it: the chance that a positive unit scores above a negative one,
/// ties counted half, as sklearn.metrics.roc_auc_score. NaN when a class is
/// empty.
///
/// Source: Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747.
double roc_auc(const std::vector<double>& scores,
               const std::vector<bool>& positive);

/// Sum over thresholds of precision times the gain in recall, without
/// interpolation, as sklearn.metrics.average_precision_score. NaN without a
/// positive unit (scikit-learn: 0 and a warning).
double average_precision(const std::vector<double>& scores,
                         const std::vector<bool>& positive);

/// Share of positive units among the `share` of highest score, of n units
/// max(1, floor(share n)). Of units tied at the limit each counts by the part
/// of them that still has room. NaN without units.
double top_precision(const std::vector<double>& scores,
                     const std::vector<bool>& positive, double share);

}  // namespace moonstain
