#pragma once

#include <cstdint>
#include <vector>

namespace moonstain {

/// Units of two classes, and how many of each were told rightly.
struct TwoClassTable {
  std::int64_t positive = 0;
  std::int64_t negative = 0;
  std::int64_t right_positive = 0;
  std::int64_t right_negative = 0;

  friend bool operator==(const TwoClassTable&, const TwoClassTable&) = default;
};

/// Four scores as scikit-learn averages them over two classes by their size
/// (`average="weighted"`, `zero_division=1`). The recall is the accuracy.
struct WeightedRow {
  double accuracy = 0;
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};

/// @throws Error  without units, on a count below 0 or more right than there
/// are
///
/// Source: recipes/hist_response/METHOD.md 2.
WeightedRow weighted_row(const TwoClassTable& table);

/// All tables of classes of these sizes whose four scores lie within `rounding`
/// of a published row, by how many negatives, then positives, are right.
std::vector<TwoClassTable> tables_of_row(std::int64_t positive,
                                         std::int64_t negative,
                                         const WeightedRow& published,
                                         double rounding);

/// Between which values each score lies in 95 of 100 repetitions, if each unit
/// is told rightly with the share of its class in the table, whatever becomes
/// of the others: the quantiles 0.025 and 0.975 of the score over all tables of
/// these class sizes, each with its exact (binomial) probability. Units that
/// come in groups, slides of a patient, make it too narrow.
///
/// @throws Error  as `weighted_row`, and on a class without units
struct RowRange {
  WeightedRow low, high;
};
RowRange row_range(const TwoClassTable& table);

}  // namespace moonstain
