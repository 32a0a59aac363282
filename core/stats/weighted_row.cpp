#include "core/stats/weighted_row.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/stats/confusion.h"

namespace moonstain {
namespace {

constexpr double WeightedRow::*kScores[] = {
    &WeightedRow::accuracy, &WeightedRow::precision, &WeightedRow::recall,
    &WeightedRow::f1};
constexpr double kTail = 0.025;

// [n + 1] chances of 0 to n right of n, each with this chance.
std::vector<double> binomial(std::int64_t n, double chance) {
  std::vector<double> out;
  const auto all = static_cast<double>(n);
  for (std::int64_t k = 0; k <= n; ++k) {
    const auto right = static_cast<double>(k);
    if (chance <= 0 || chance >= 1) {
      out.push_back((chance >= 1) == (k == n) && (k == 0 || k == n) ? 1 : 0);
      continue;
    }
    out.push_back(std::exp(std::lgamma(all + 1) - std::lgamma(right + 1) -
                           std::lgamma(all - right + 1) +
                           right * std::log(chance) +
                           (all - right) * std::log1p(-chance)));
  }
  return out;
}

}  // namespace

WeightedRow weighted_row(const TwoClassTable& table) {
  check(table.right_positive >= 0 && table.right_negative >= 0 &&
            table.right_positive <= table.positive &&
            table.right_negative <= table.negative &&
            table.positive + table.negative > 0,
        "weighted_row: ", table.right_positive, " of ", table.positive,
        " positive and ", table.right_negative, " of ", table.negative,
        " negative units are right; expected 0 to all of them, of at least one "
        "unit");
  Confusion confusion;
  confusion.classes = {"no", "yes"};
  confusion.counts.resize(2, 2);
  confusion.counts << table.right_negative,
      table.negative - table.right_negative,
      table.positive - table.right_positive, table.right_positive;
  const ClassScores scores = weighted_scores(confusion, 1);
  return {accuracy(confusion), scores.precision, scores.recall, scores.f1};
}

std::vector<TwoClassTable> tables_of_row(std::int64_t positive,
                                         std::int64_t negative,
                                         const WeightedRow& published,
                                         double rounding) {
  std::vector<TwoClassTable> out;
  for (std::int64_t no = 0; no <= negative; ++no) {
    for (std::int64_t yes = 0; yes <= positive; ++yes) {
      const TwoClassTable table{positive, negative, yes, no};
      const WeightedRow row = weighted_row(table);
      const bool fits =
          std::all_of(std::begin(kScores), std::end(kScores), [&](auto score) {
            return std::abs(row.*score - published.*score) <= rounding + 1e-12;
          });
      if (fits) out.push_back(table);
    }
  }
  return out;
}

RowRange row_range(const TwoClassTable& table) {
  weighted_row(table);
  check(table.positive > 0 && table.negative > 0, "row_range: ", table.positive,
        " positive and ", table.negative,
        " negative units; at least one of each is needed");
  const auto share = [](std::int64_t right, std::int64_t all) {
    return static_cast<double>(right) / static_cast<double>(all);
  };
  const std::vector<double> of_no =
      binomial(table.negative, share(table.right_negative, table.negative));
  const std::vector<double> of_yes =
      binomial(table.positive, share(table.right_positive, table.positive));
  std::vector<std::pair<WeightedRow, double>> tables;
  for (std::size_t no = 0; no < of_no.size(); ++no) {
    for (std::size_t yes = 0; yes < of_yes.size(); ++yes) {
      tables.emplace_back(weighted_row({table.positive, table.negative,
                                        static_cast<std::int64_t>(yes),
                                        static_cast<std::int64_t>(no)}),
                          of_no[no] * of_yes[yes]);
    }
  }
  RowRange range;
  for (const auto score : kScores) {
    std::stable_sort(tables.begin(), tables.end(),
                     [&](const auto& a, const auto& b) {
                       return a.first.*score < b.first.*score;
                     });
    double below = 0;
    bool has_low = false;
    for (const auto& [row, chance] : tables) {
      below += chance;
      if (!has_low && below >= kTail) {
        range.low.*score = row.*score;
        has_low = true;
      }
      range.high.*score = row.*score;
      if (below >= 1 - kTail) break;
    }
  }
  return range;
}

}  // namespace moonstain
