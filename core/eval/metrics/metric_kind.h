#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// What a metric says of one item, a gene, a class, a locus; or of a unit as a
/// whole.
struct MetricKind {
  std::string_view name;   ///< "pearson"
  std::string_view label;  ///< "Pearson r"
  std::string_view unit;   ///< "": a number without one
  bool higher_is_better = true;
  /// What an item without a number counts as where it is counted: the value of
  /// a predictor that knows nothing. Nothing where a number exists wherever a
  /// prediction does.
  std::optional<double> undefined_as;
  /// False for what a control scores on the unit, whatever was predicted.
  bool of_predictor = true;
  /// One number a unit and reading, over all items and places at once.
  bool whole = false;
};

/// Every metric that a step may score, each declared here once.
const std::vector<MetricKind>& metric_kinds();

/// @return nullptr for a column that is no metric ("measured_mean")
const MetricKind* find_metric_kind(std::string_view name);

/// How a metric's values over the items of a unit become one number.
enum class Over {
  mean,
  median,
  heg50,  ///< mean over the 50 items of highest mean measured value
  /// The same, but the highest in the training sections: a list that does not
  /// look at what is scored.
  training_heg50,
  training_hvg50,  ///< the 50 items of highest variance there
  only,            ///< the value of the only item, or of the unit as a whole
};

/// A metric as a recipe and a claim name it: "pearson.mean", "dice".
struct Metric {
  const MetricKind* kind = nullptr;
  Over over = Over::only;
  std::string name;  ///< "pearson.mean"

  bool higher_is_better() const { return kind->higher_is_better; }
  /// "mean Pearson r over genes", "Dice coefficient"
  std::string label(std::string_view item) const;
};

/// @param name    "KIND.OVER", or "KIND" where there is one item and of a kind
///                that is whole
/// @throws Error  on another name, naming the ones there are
Metric parse_metric(std::string_view name);

/// Which of two numbers is better under the metric; false where either is NaN.
bool is_better(const MetricKind& kind, double a, double b);

}  // namespace moonstain
