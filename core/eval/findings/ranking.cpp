#include "core/eval/findings/ranking.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/eval/findings/gain_by_cluster.h"
#include "core/eval/findings/labels.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/stats/friedman.h"
#include "core/stats/summary.h"

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
               const std::vector<NumbersByName>& numbers, double sign,
               const ClusterOf& cluster_of) {
  std::vector<std::size_t> ranked;
  std::set<std::string> scored;
  for (const NumbersByName& one : numbers) {
    for (const auto& [unit, value] : one) scored.insert(unit);
  }
  const std::size_t units = scored.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].rank = rows[i].rank_interval.low = rows[i].rank_interval.high =
        kNan;
    rows[i].in_every_unit = numbers[i].size() == units && has_all(numbers[i]);
    if (rows[i].complete() && !uses_measurement(rows[i].kind)) {
      ranked.push_back(i);
    }
  }
  if (ranked.empty() || units == 0) return;
  MatrixD values(static_cast<Eigen::Index>(units),
                 static_cast<Eigen::Index>(ranked.size()));
  // The units of each cluster, by their row.
  std::map<std::string, std::vector<Eigen::Index>> clusters;
  Eigen::Index at = 0;
  for (const auto& [unit, value] : numbers[ranked.front()]) {
    Eigen::Index column = 0;
    for (const std::size_t i : ranked) {
      values(at, column++) = sign * numbers[i].at(unit);
    }
    clusters[cluster_in(cluster_of, unit)].push_back(at++);
  }
  const MatrixD ranks = ranks_within_rows(values);
  for (std::size_t k = 0; k < ranked.size(); ++k) {
    rows[ranked[k]].rank = ranks.col(static_cast<Eigen::Index>(k)).mean();
  }
  if (clusters.size() < static_cast<std::size_t>(kLeastUnitsForInterval)) {
    return;
  }
  std::vector<const std::vector<Eigen::Index>*> all;
  for (const auto& [name, its_units] : clusters) all.push_back(&its_units);
  std::vector<std::vector<double>> drawn(ranked.size());
  RandomStream stream(1, "ranking", "units");
  for (int draw = 0; draw < kDraws; ++draw) {
    std::vector<Eigen::Index> chosen;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& its_units = *all[stream.below(all.size())];
      chosen.insert(chosen.end(), its_units.begin(), its_units.end());
    }
    for (std::size_t k = 0; k < ranked.size(); ++k) {
      double sum = 0;
      for (const Eigen::Index unit : chosen) {
        sum += ranks(unit, static_cast<Eigen::Index>(k));
      }
      drawn[k].push_back(sum / static_cast<double>(chosen.size()));
    }
  }
  for (std::size_t k = 0; k < ranked.size(); ++k) {
    std::sort(drawn[k].begin(), drawn[k].end());
    rows[ranked[k]].rank_interval = {drawn[k][kDraws / 40],
                                     drawn[k][kDraws - 1 - kDraws / 40]};
  }
}

// What it lacks where it has a gain: a unit without one is counted apart.
Lacking lacking_where_gained(const PredictorScores& one, const Gain& gain,
                             const PredictorScores& beside,
                             const std::string& reading, const Metric& metric) {
  std::vector<const Scores*> scores;
  for (const auto& [unit, runs] : one.units()) {
    const auto found = gain.by_unit.find(unit);
    if (found == gain.by_unit.end() || std::isnan(found->second)) continue;
    scores.insert(scores.end(), runs.begin(), runs.end());
  }
  return PredictorScores({one.name(), one.kind(), 0, {}}, scores)
      .lacking_beside(beside, reading, metric);
}

// One that was not scored in a unit has no gain there, defined or not.
int units_without(const Gain& gain, const NumbersByName& reference) {
  return static_cast<int>(
      std::count_if(reference.begin(), reference.end(), [&](const auto& one) {
        const auto found = gain.by_unit.find(one.first);
        return !std::isnan(one.second) &&
               (found == gain.by_unit.end() || std::isnan(found->second));
      }));
}

// How the methods stand to the reference, in lists of names.
struct Standings {
  std::size_t methods = 0;
  std::vector<std::string> above, not_above;
  std::vector<std::string> remarked;  ///< of those not above: more is said
  std::vector<std::string> unfitted;  ///< with the models that are not fitted
  std::vector<std::string> without;   ///< no number on one side
  std::vector<std::string> lacking;   ///< too many of the items
  std::vector<std::string> sure;      ///< an interval above 0
  std::vector<std::string> bare;      ///< compared without an interval
  std::vector<std::string> how;       ///< why, each reason once
  bool any_interval = false;
};

// "without a number in 2 of 5 sections" of those that the reference has one in:
// what is said of it is over the others.
std::string without_words(const RankedPredictor& one) {
  const Estimate& gain = one.gain.estimate;
  return concat(
      "without a number in ", one.without, " of ",
      counted(static_cast<std::uint64_t>(one.without + gain.units), gain.unit));
}

// "in 4 of 6 sections, 1 of 2 patients, but not where every patient counts the
// same".
std::string ahead_where(const RankedPredictor& one) {
  const Estimate& gain = one.gain.estimate;
  const GainByCluster by_cluster = gain_by_cluster(one.gain);
  const auto units = static_cast<std::uint64_t>(gain.units);
  std::string said =
      concat("in ", one.ahead, " of ", counted(units, gain.unit));
  if (gain.clusters == 1 && gain.units > 1) {
    said += concat(" of one ", gain.cluster);
  } else if (by_cluster.of > 0 && gain.clusters < gain.units) {
    said += concat(", ", by_cluster.in(by_cluster.ahead, gain.cluster));
  }
  return said + (by_cluster.reversed
                     ? concat(", but not where every ", by_cluster.noun,
                              " counts the same")
                     : "");
}

// "a net in each of 3 sections", "b by its mean (in 1 of 3 sections; without a
// number in 2 of 5 sections)", "c (without a number in 1 of 3 sections)".
std::string standing_words(const RankedPredictor& one, bool higher_is_better) {
  const Estimate& gain = one.gain.estimate;
  const bool everywhere = one.ahead == gain.units;
  std::string said = label_of(one.name);
  std::vector<std::string> details;
  if (gain.value > 0 && everywhere) {
    said += concat(" in each of ",
                   counted(static_cast<std::uint64_t>(gain.units), gain.unit));
  } else if (gain.value > 0) {
    said += " by its mean";
    details.push_back(ahead_where(one));
  } else if (const GainByCluster by_cluster = gain_by_cluster(one.gain);
             by_cluster.reversed) {
    details.push_back(concat(higher_is_better ? "above" : "better",
                             " where every ", by_cluster.noun,
                             " counts the same"));
  }
  if (one.without > 0) details.push_back(without_words(one));
  for (std::size_t i = 0; i < details.size(); ++i) {
    said += concat(i == 0 ? " (" : "; ", details[i]);
  }
  return said + (details.empty() ? "" : ")");
}

// "histogene in 2 of 6 models"; "" where all were fitted, or nobody says.
std::string unfitted_words(const std::string& name,
                           const std::map<std::string, Training>& trained) {
  const auto found = trained.find(name);
  if (found == trained.end()) return "";
  const std::vector<FittedModel>& models = found->second.models;
  const auto unfitted = static_cast<std::uint64_t>(
      std::ranges::count_if(models, std::not_fn(&FittedModel::fitted)));
  if (unfitted == 0) return "";
  return concat(label_of(name), " in ", unfitted, " of ",
                counted(models.size(), "model"));
}

Standings standings_of(const Ranking& ranking,
                       const std::map<std::string, Training>& trained) {
  Standings made;
  const bool higher = parse_metric(ranking.metric).higher_is_better();
  for (const RankedPredictor& one : ranking.predictors) {
    if (!is_method(one) || one.name == ranking.reference) continue;
    ++made.methods;
    const Estimate& gain = one.gain.estimate;
    const std::string name = label_of(one.name);
    if (std::string words = unfitted_words(one.name, trained); !words.empty()) {
      made.unfitted.push_back(std::move(words));
      continue;
    }
    if (std::isnan(gain.value)) {
      made.without.push_back(name);
      continue;
    }
    if (one.lacking.too_many()) {
      made.lacking.push_back(name);
      continue;
    }
    const std::string words = standing_words(one, higher);
    (gain.value > 0 ? made.above : made.not_above).push_back(words);
    if (gain.value <= 0 && words != name) made.remarked.push_back(words);
    if (gain.interval) {
      made.any_interval = true;
      if (gain.interval->low > 0) made.sure.push_back(name);
      continue;
    }
    made.bare.push_back(name);
    if (std::find(made.how.begin(), made.how.end(), gain.how) ==
        made.how.end()) {
      made.how.push_back(gain.how);
    }
  }
  return made;
}

// Of which gains there is an interval, and what keeps the others from one.
std::string interval_words(const Standings& all) {
  if (!all.any_interval) {
    return all.bare.empty() ? ""
                            : concat(" Gains stand without an interval (",
                                     listed(all.how), ").");
  }
  std::string said = all.sure.empty()
                         ? std::string(" The interval of no gain is above 0.")
                         : concat(" The interval of the gain is above 0 for ",
                                  listed(all.sure), ".");
  if (!all.bare.empty()) {
    said += concat(" Without an interval (", listed(all.how),
                   "): ", listed(all.bare), ".");
  }
  return said;
}

}  // namespace

const RankedPredictor& Ranking::row(std::string_view name) const {
  const auto found = std::find_if(
      predictors.begin(), predictors.end(),
      [&](const RankedPredictor& one) { return one.name == name; });
  check(found != predictors.end(), "ranking: no predictor '", name, "'");
  return *found;
}

std::vector<PredictorScores> predictors_in(
    const std::vector<std::pair<std::string, std::vector<Scores>>>& groups) {
  std::vector<PredictorScores> predictors;
  for (const auto& [name, scores] : groups) {
    std::vector<const Scores*> list;
    for (const Scores& one : scores) list.push_back(&one);
    predictors.emplace_back(scores.front().predictor, std::move(list));
  }
  return predictors;
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
  Ranking ranking{reference, metric.name, {}};
  std::vector<NumbersByName> numbers;
  for (const PredictorScores& one : predictors) {
    RankedPredictor row;
    row.name = one.name();
    row.kind = one.kind();
    row.number = one.estimate_of(reading, metric, how, cluster_of);
    numbers.push_back(one.by_unit(reading, metric));
    row.lacks_items = one.lacking(reading, metric).too_many();
    if (one.name() != reference) {
      row.gain = gain_over(one, *beside, reading, metric, how, cluster_of);
      row.lacking =
          lacking_where_gained(one, row.gain, *beside, reading, metric);
      row.lacks_items = row.lacks_items || row.lacking.too_many();
      for (const auto& [unit, gain] : row.gain.by_unit) row.ahead += gain > 0;
      row.without = units_without(row.gain, beside->by_unit(reading, metric));
    }
    ranking.predictors.push_back(std::move(row));
  }
  rank_rows(ranking.predictors, numbers, sign, cluster_of);
  const auto height = [sign](const RankedPredictor& one) {
    return std::isnan(one.number.value)
               ? -std::numeric_limits<double>::infinity()
               : sign * one.number.value;
  };
  std::stable_sort(ranking.predictors.begin(), ranking.predictors.end(),
                   [&](const RankedPredictor& a, const RankedPredictor& b) {
                     return std::pair(a.complete(), height(a)) >
                            std::pair(b.complete(), height(b));
                   });
  return ranking;
}

std::string ranking_sentence(const Ranking& ranking,
                             const std::map<std::string, Training>& trained) {
  const RankedPredictor& reference = ranking.row(ranking.reference);
  const Standings all = standings_of(ranking, trained);
  const std::string label = label_of(ranking.reference);
  if (std::isnan(reference.number.value)) {
    return concat("No method is set against ", label, ", which has no number.");
  }
  const Metric metric = parse_metric(ranking.metric);
  const std::string mark = concat(
      label, " (", value_text(*metric.kind, reference.number.value), ")");
  if (all.methods == 0) return concat("No method is set against ", mark, ".");
  const bool higher = metric.higher_is_better();
  std::string said =
      all.above.empty()
          ? concat("No ", all.unfitted.empty() ? "" : "fitted ", "method is ",
                   higher ? "above " : "better than ", mark)
          : concat(higher ? "Above " : "Better than ", mark, ": ",
                   listed(all.above));
  if (!all.above.empty() && !all.not_above.empty()) {
    said += concat(higher ? "; not above: " : "; not better: ",
                   listed(all.not_above));
  }
  if (all.above.empty() && !all.remarked.empty()) {
    said += concat("; of them ", listed(all.remarked));
  }
  if (!all.unfitted.empty()) {
    said += concat("; not fitted, and not compared: ", listed(all.unfitted),
                   ", whose loss is not below that of a prediction without "
                   "features on what ",
                   all.unfitted.size() == 1 ? "it was" : "they were",
                   " trained on");
  }
  if (!all.without.empty()) {
    said += concat("; not compared, without a number: ", listed(all.without));
  }
  if (!all.lacking.empty()) {
    said += concat("; not compared, as ",
                   all.lacking.size() == 1 ? "it lacks" : "they lack",
                   " more than ", 100 * kMostLacking, " % of the values that ",
                   label, " has there: ", listed(all.lacking));
  }
  return concat(said, ".", interval_words(all));
}

}  // namespace moonstain
