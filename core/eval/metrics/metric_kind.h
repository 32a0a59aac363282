#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/step/kind_words.h"

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
  bool is_p = false;  ///< of a test, and so above 0 (`value_text`)
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
  // Means and medians over a list that a step has made or a paper gives
  // (core/data/prepare/spatial_genes.h).
  svg20,
  svg20_median,
  svg50,
  svg50_median,
  low_svg20,
  low_svg20_median,
  low_svg50,
  low_svg50_median,
  hvg20,
  hvg20_median,
  hvg50,
  hvg50_median,
  only,  ///< the value of the only item, or of the unit as a whole
};

template <>
struct KindWords<Over> {
  static constexpr std::string_view kAll[] = {"mean",
                                              "median",
                                              "heg50",
                                              "training_heg50",
                                              "training_hvg50",
                                              "svg20",
                                              "svg20.median",
                                              "svg50",
                                              "svg50.median",
                                              "low_svg20",
                                              "low_svg20.median",
                                              "low_svg50",
                                              "low_svg50.median",
                                              "hvg20",
                                              "hvg20.median",
                                              "hvg50",
                                              "hvg50.median",
                                              "only"};
};

/// "svg20" of what is read over that list alone; empty where no list has a part
/// in it.
std::string_view list_of(Over over);
bool is_median(Over over);
/// All lists that a metric can be read over, by name.
std::vector<std::string> item_lists();

/// A metric as a recipe and a claim name it: "pearson.mean", "dice".
struct Metric {
  const MetricKind* kind = nullptr;
  Over over = Over::only;
  std::string name;  ///< "pearson.mean"

  bool higher_is_better() const { return kind->higher_is_better; }
  /// "mean Pearson r over genes", "Dice coefficient"
  std::string label(std::string_view item) const;
};

/// @param name    "KIND.OVER", OVER "mean", "svg20", "svg20.median" and so on
///                (`KindWords<Over>`), or "KIND" where there is one item and of
///                a kind that is whole
/// @throws Error  on another name, naming the ones there are
Metric parse_metric(std::string_view name);

/// A value of the metric as pages and terminals show it: three decimal places,
/// "undefined" for NaN, and a p below 0.001 as "< 0.001", since 0.000 would say
/// that it cannot be.
std::string value_text(const MetricKind& kind, double value);
/// The same by the metric's name, as `parse_metric` takes it.
std::string value_text(std::string_view metric, double value);

/// Whether its values lie from -1 to 1: of Pearson's and Spearman's.
bool is_correlation(const MetricKind& kind);

/// Which of two numbers is better under the metric; false where either is NaN.
bool is_better(const MetricKind& kind, double a, double b);

}  // namespace moonstain
