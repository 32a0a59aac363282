#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/kind_words.h"
#include "core/eval/metrics/metric_kind.h"

namespace moonstain {

/// What a set of scores is about.
enum class ScoredUnit { block, section, section_pair, patient, cohort };

template <>
struct KindWords<ScoredUnit> {
  static constexpr std::string_view kAll[] = {
      "block", "section", "pair of sections", "patient", "cohort"};
};

/// One number an item, in one reading: a metric, or what is needed to tell why
/// a metric is undefined.
struct ScoreColumn {
  std::string reading;  ///< "tissue"
  std::string name;     ///< of a metric kind, or one of `item_facts`
  /// [items], of a kind that is whole [1]; NaN where undefined.
  Eigen::VectorXd values;
};

/// Columns that are no metrics.
namespace item_facts {
inline constexpr std::string_view kMeasuredMean = "measured_mean";
inline constexpr std::string_view kMeasuredSd = "measured_sd";  ///< divisor n
inline constexpr std::string_view kPredictedMean = "predicted_mean";
/// Over all places of the training sections, measured; variance by divisor n.
inline constexpr std::string_view kTrainingMean = "training_mean";
inline constexpr std::string_view kTrainingVariance = "training_variance";
/// Divisor n; exactly 0 for a constant prediction.
inline constexpr std::string_view kPredictedSd = "predicted_sd";
/// 1: one value over nearly all places, though the measurement is not
/// (core/stats/flatness.h); correlations and rankings of such an item are
/// undefined.
inline constexpr std::string_view kPredictedFlat = "predicted_flat";
/// 1: 0 over nearly all places and never below, so that what is left may say
/// something; not flat.
inline constexpr std::string_view kPredictedClamped = "predicted_clamped";
/// 1 for an item of a list (`item_lists`), else 0: "in_svg20".
inline std::string in_list(std::string_view list) {
  return concat("in_", list);
}
}  // namespace item_facts

/// Numbers of a pair of sections as a whole that are no metrics, of `Scores::
/// whole` (consistency.h): the median of an r under random rotations, and the
/// share of rotations that do as well.
namespace pair_facts {
inline constexpr std::string_view kNullPredicted = "null_r_pred";
inline constexpr std::string_view kNullMeasured = "null_r_true";
inline constexpr std::string_view kNullCross = "null_r_cross";
inline constexpr std::string_view kShareOfPredicted = "p_r_pred";
inline constexpr std::string_view kShareOfMeasured = "p_r_true";
inline constexpr std::string_view kShareOfCross = "p_r_cross";
}  // namespace pair_facts

/// Scores of one predictor's predictions about one unit, item by item. AnnData
/// on Zarr: obs = items, var = "READING.COLUMN", X [items, columns] float64, so
/// that `to_df()` is the table; uns holds the rest, also the numbers of the
/// unit as a whole.
struct Scores {
  static constexpr std::string_view kType = "Scores";

  Predictor predictor;
  ScoredUnit unit_kind = ScoredUnit::section;
  std::string unit;                   ///< "her2st/B4", of a pair "her2st/C2+C3"
  std::vector<std::string> sections;  ///< of a pair both; else empty
  /// Why there is no number: two sections could not be laid on each other.
  /// Empty where there is one.
  std::string refusal;
  std::string target;         ///< what was measured, in words: its transform
  std::string item = "gene";  ///< noun of an item: "gene", "class"
  std::vector<std::string> items;  ///< [items]
  /// Of lists of items ("in_svg20") how each was made, by name.
  std::map<std::string, std::string> lists;
  /// Places compared, by reading, readings in the order shown.
  std::vector<std::pair<std::string, std::int64_t>> places;
  /// Numbers about the unit itself: "spots", "tissue_share_of_grid".
  std::map<std::string, double> facts;
  std::vector<ScoreColumn> columns;  ///< [items] each
  std::vector<ScoreColumn> whole;    ///< [1] each, of kinds that are whole

  /// @throws Error naming the readings there are
  std::int64_t places_in(std::string_view reading) const;
  bool has_reading(std::string_view reading) const;
  /// nullptr when the reading has no such column
  const Eigen::VectorXd* find(std::string_view reading,
                              std::string_view name) const;
  /// @throws Error naming the columns there are
  const Eigen::VectorXd& column(std::string_view reading,
                                std::string_view name) const;

  /// A number of `facts`; NaN where it is absent.
  double fact(const std::string& name) const;

  /// A number of the unit as a whole, after those there are.
  void add_whole(std::string_view reading, std::string_view name, double value);

  /// @throws Error where X or its columns are not as said here
  static Scores read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// Why items have no number, or one that means nothing.
struct ItemCounts {
  std::int64_t items = 0;               ///< that are counted here
  std::int64_t undefined = 0;           ///< no value of the metric
  std::int64_t constant_measured = 0;   ///< nothing to correlate with
  std::int64_t constant_predicted = 0;  ///< though the measurement varies
  std::int64_t flat_predicted = 0;      ///< the constant ones included
  std::int64_t clamped_predicted = 0;
};
/// Of the items that the metric looks at.
/// @param metric  by item
ItemCounts count_items(const Scores& scores, std::string_view reading,
                       const Metric& metric);

/// One number of a reading by name, over the items that have a value.
///
/// @param metric  its column must be there
/// @param beside  items count only where this has a value too; may be nullptr
/// @return        NaN when no item is left
/// @throws Error  for `only` on more than one item
double metric_value(const Scores& scores, std::string_view reading,
                    const Metric& metric,
                    const Eigen::VectorXd* beside = nullptr);

/// The same with undefined items counted as `MetricKind::undefined_as`; NaN for
/// a metric without one.
double counted_value(const Scores& scores, std::string_view reading,
                     const Metric& metric);

/// The column by which items are chosen: one of `item_facts` whose 50 highest
/// count, or `in_list` of a list; empty where all items count.
std::string chosen_by(Over over);

/// [items] The metric's values; those that the metric does not look at are set
/// apart by `counts`.
struct ItemValues {
  Eigen::VectorXd values;
  std::vector<bool> counts;  ///< [items]; all but for lists of 50
};
ItemValues item_values(const Scores& scores, std::string_view reading,
                       const Metric& metric);

/// Their mean or median over items that count and have a value in both; NaN
/// when there is none.
double over_items(const ItemValues& items, Over over,
                  const Eigen::VectorXd* beside = nullptr);

}  // namespace moonstain
