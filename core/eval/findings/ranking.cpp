#include "core/eval/findings/ranking.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/eval/findings/labels.h"
#include "core/stats/friedman.h"

namespace moonstain {
namespace {

constexpr int kDraws = 2000;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool is_method(const RankedPredictor& one) {
  return one.kind == PredictorKind::model || one.kind == PredictorKind::variant;
}

bool has_all(const NumbersByName& numbers) {
  return std::all_of(numbers.begin(), numbers.end(),
                     [](const auto& one) { return !std::isnan(one.second); });
}

// Puts mean ranks and their intervals into the rows that are ranked.
void rank_rows(std::vector<RankedPredictor>& rows,
               const std::vector<NumbersByName>& numbers, double sign) {
  std::vector<std::size_t> ranked;
  std::size_t units = 0;
  for (const NumbersByName& one : numbers) units = std::max(units, one.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].rank = rows[i].rank_interval.low = rows[i].rank_interval.high =
        kNan;
    if (!uses_measurement(rows[i].kind) && numbers[i].size() == units &&
        has_all(numbers[i])) {
      ranked.push_back(i);
    }
  }
  if (ranked.empty()) return;
  MatrixD values(static_cast<Eigen::Index>(units),
                 static_cast<Eigen::Index>(ranked.size()));
  Eigen::Index at = 0;
  for (const auto& [unit, value] : numbers[ranked.front()]) {
    Eigen::Index column = 0;
    for (const std::size_t i : ranked) {
      values(at, column++) = sign * numbers[i].at(unit);
    }
    ++at;
  }
  const MatrixD ranks = ranks_within_rows(values);
  const auto mean_of = [&](std::size_t place,
                           const std::vector<std::size_t>& chosen) {
    double sum = 0;
    for (const std::size_t unit : chosen) {
      sum += ranks(static_cast<Eigen::Index>(unit),
                   static_cast<Eigen::Index>(place));
    }
    return sum / static_cast<double>(chosen.size());
  };
  std::vector<std::size_t> all(units);
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::vector<std::vector<double>> drawn(ranked.size());
  RandomStream stream(1, "ranking", "units");
  for (int draw = 0; draw < kDraws; ++draw) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < all.size(); ++i) {
      chosen.push_back(stream.below(all.size()));
    }
    for (std::size_t k = 0; k < ranked.size(); ++k) {
      drawn[k].push_back(mean_of(k, chosen));
    }
  }
  for (std::size_t k = 0; k < ranked.size(); ++k) {
    RankedPredictor& row = rows[ranked[k]];
    std::sort(drawn[k].begin(), drawn[k].end());
    row.rank = mean_of(k, all);
    row.rank_interval = {drawn[k][kDraws / 40],
                         drawn[k][kDraws - 1 - kDraws / 40]};
  }
}

std::string three_places(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

}  // namespace

const RankedPredictor& Ranking::row(std::string_view name) const {
  const auto found = std::find_if(
      predictors.begin(), predictors.end(),
      [&](const RankedPredictor& one) { return one.name == name; });
  check(found != predictors.end(), "ranking: no predictor '", name, "'");
  return *found;
}

Ranking rank_predictors(const std::vector<PredictorScores>& predictors,
                        const std::string& reference,
                        const std::string& reading, const Metric& metric,
                        const EstimateHow& how, const ClusterOf& cluster_of) {
  const auto beside = std::find_if(
      predictors.begin(), predictors.end(),
      [&](const PredictorScores& one) { return one.name() == reference; });
  std::vector<std::string> names;
  for (const PredictorScores& one : predictors) names.push_back(one.name());
  check(beside != predictors.end(), "ranking: the reference '", reference,
        "' is not among the predictors; there are ", listed(names));
  const double sign = metric.higher_is_better() ? 1 : -1;
  Ranking ranking{reference, {}};
  std::vector<NumbersByName> numbers;
  for (const PredictorScores& one : predictors) {
    RankedPredictor row;
    row.name = one.name();
    row.kind = one.kind();
    row.number = one.estimate_of(reading, metric, how, cluster_of);
    numbers.push_back(one.by_unit(reading, metric));
    if (one.name() != reference) {
      row.gain = gain_over(one, *beside, reading, metric, how, cluster_of);
      for (const auto& [unit, gain] : row.gain.by_unit) row.ahead += gain > 0;
    }
    ranking.predictors.push_back(std::move(row));
  }
  rank_rows(ranking.predictors, numbers, sign);
  const auto height = [sign](const RankedPredictor& one) {
    return std::isnan(one.number.value)
               ? -std::numeric_limits<double>::infinity()
               : sign * one.number.value;
  };
  std::stable_sort(ranking.predictors.begin(), ranking.predictors.end(),
                   [&](const RankedPredictor& a, const RankedPredictor& b) {
                     return height(a) > height(b);
                   });
  return ranking;
}

std::string ranking_sentence(const Ranking& ranking) {
  const RankedPredictor& reference = ranking.row(ranking.reference);
  std::vector<std::string> above;
  std::vector<std::string> not_above;
  std::vector<std::string> sure;
  for (const RankedPredictor& one : ranking.predictors) {
    if (!is_method(one) || one.name == ranking.reference) continue;
    const Estimate& gain = one.gain.estimate;
    const std::string name = label_of(one.name);
    const std::string unit = gain.unit.empty() ? "unit" : gain.unit;
    if (!(gain.value > 0)) {
      not_above.push_back(name);
    } else if (one.ahead == gain.units) {
      above.push_back(
          concat(name, " in each of ",
                 counted(static_cast<std::uint64_t>(gain.units), unit)));
    } else {
      above.push_back(
          concat(name, " by its mean, in ", one.ahead, " of ", gain.units));
    }
    if (gain.interval && gain.interval->low > 0) sure.push_back(name);
  }
  const std::string mark = concat(label_of(ranking.reference), " (",
                                  three_places(reference.number.value), ")");
  std::string said = above.empty()
                         ? concat("No method is above ", mark)
                         : concat("Above ", mark, ": ", listed(above));
  if (!above.empty() && !not_above.empty()) {
    said += concat("; not above: ", listed(not_above));
  }
  said += ".";
  const Estimate& any = ranking.predictors.front().name == ranking.reference &&
                                ranking.predictors.size() > 1
                            ? ranking.predictors[1].gain.estimate
                            : ranking.predictors.front().gain.estimate;
  if (any.interval) {
    said += sure.empty() ? std::string(" The interval of no gain is above 0.")
                         : concat(" The interval of the gain is above 0 for ",
                                  listed(sure), ".");
  } else if (!any.how.empty()) {
    said += concat(" Gains stand without an interval (", any.how, ").");
  }
  return said;
}

}  // namespace moonstain
