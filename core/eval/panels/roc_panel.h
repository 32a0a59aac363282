#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace moonstain {

/// One receiver operating characteristic.
struct RocCurve {
  std::string name;  ///< "model"
  /// [points] from (0, 0) to (1, 1), both rising, a point a threshold; empty
  /// where one of the two classes has no member and no curve exists.
  std::vector<double> false_positive_rate;
  std::vector<double> true_positive_rate;
  double auc = 0;  ///< NaN where undefined
  /// Ends of the AUC's interval; NaN: none.
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  std::int64_t positives = 0;
  std::int64_t negatives = 0;
};

/// Receiver operating characteristics of predictors of one class.
struct RocPanel {
  std::string unit;      ///< noun of what is classified: "patient"
  std::string positive;  ///< the class looked for: "tumour"
  std::string interval;  ///< what the AUC's interval is; "" for none
  std::vector<RocCurve> curves;
};

/// The curve of a predictor, without an interval. Of points less than 0.001
/// apart along both axes the first is kept: none sees the others, and a panel
/// of many units stays small. The AUC is of all.
///
/// @param scores,positive  as for `roc_curve` (core/stats/roc.h)
RocCurve roc_of(std::string name, const std::vector<double>& scores,
                const std::vector<bool>& positive);

}  // namespace moonstain
