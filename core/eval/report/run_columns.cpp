#include "core/eval/report/run_columns.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/eval/findings/labels.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"

namespace moonstain::report {
namespace {

bool is_method(const RankedPredictor& one) {
  return one.kind == PredictorKind::model || one.kind == PredictorKind::variant;
}

bool share_clusters(const RunColumn& a, const RunColumn& b) {
  return std::any_of(
      a.clusters.begin(), a.clusters.end(),
      [&](const auto& cluster) { return b.clusters.contains(cluster); });
}

bool is_unranked(const RankedPredictor& one) {
  return !uses_measurement(one.kind) && std::isnan(one.rank);
}

// " (1 of 6)" of a number of fewer units than the reference's; else "".
std::string fewer_words(const RunColumn& column, const RankedPredictor& one) {
  const int units = one.number.units;
  const int of = column.ranking.row(column.ranking.reference).number.units;
  return units > 0 && units < of ? concat(" (", units, " of ", of, ")") : "";
}

// Columns in groups, in which each has clusters of another one.
std::vector<std::vector<std::size_t>> alike(
    const std::vector<RunColumn>& columns) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::vector<std::size_t> own;
    std::erase_if(groups, [&](const std::vector<std::size_t>& group) {
      const bool joins =
          std::any_of(group.begin(), group.end(), [&](const std::size_t other) {
            return share_clusters(columns[i], columns[other]);
          });
      if (joins) own.insert(own.end(), group.begin(), group.end());
      return joins;
    });
    own.push_back(i);
    std::sort(own.begin(), own.end());
    groups.push_back(std::move(own));
  }
  std::sort(groups.begin(), groups.end());
  return groups;
}

}  // namespace

const RankedPredictor* RunColumn::find(std::string_view predictor) const {
  const auto found =
      std::find_if(ranking.predictors.begin(), ranking.predictors.end(),
                   [&](const auto& one) { return one.name == predictor; });
  return found == ranking.predictors.end() ? nullptr : &*found;
}

bool RunColumn::is_compared(const RankedPredictor& one) const {
  return is_method(one) && one.name != ranking.reference &&
         !unfitted.contains(one.name) && !std::isnan(one.gain.estimate.value) &&
         !one.lacking.too_many();
}

std::string letters_of(std::size_t column) {
  std::string letters;
  for (std::size_t left = column + 1; left > 0; left = (left - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
  }
  return letters;
}

std::vector<std::string> predictors_of(const std::vector<RunColumn>& columns) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const RunColumn& column : columns) {
    for (const RankedPredictor& one : column.ranking.predictors) {
      if (seen.insert(one.name).second) names.push_back(one.name);
    }
  }
  return names;
}

std::string label_in(const std::vector<RunColumn>& columns,
                     const std::string& predictor) {
  std::set<std::string> labels;
  for (const RunColumn& column : columns) {
    if (column.find(predictor) == nullptr) continue;
    const auto found = column.labels.find(predictor);
    labels.insert(found == column.labels.end() ? label_of(predictor)
                                               : found->second);
  }
  return labels.size() == 1 ? *labels.begin() : label_of(predictor);
}

std::string about(const RunColumn& column) {
  const RankedPredictor& reference =
      column.ranking.row(column.ranking.reference);
  const bool lower = !parse_metric(column.headline.metric).higher_is_better();
  return concat(
      column.state.empty() ? "" : concat("run ", column.state, "; "),
      column.headline.metric, lower ? ", lower is better, " : ", ",
      reading_kind(column.headline.reading).label, ", ",
      reference.number.of_what(), ", ", held_out_words(column.headline.unit),
      "; gains over ", label_of(reference.name), " (",
      value_text(column.headline.metric, reference.number.value), ")",
      reference.name == column.model ? ", the model itself" : "",
      column.unfitted.contains(reference.name) ? ", which is not fitted" : "");
}

std::string value_words(const RunColumn& column, const RankedPredictor& one) {
  return value_text(column.headline.metric, one.number.value) +
         fewer_words(column, one);
}

std::string interval_text(const RunColumn& column, const Interval& one) {
  const std::string& metric = column.headline.metric;
  return concat("[", value_text(metric, one.low), ", ",
                value_text(metric, one.high), "]");
}

std::string number_words(const RunColumn& column, const RankedPredictor* one) {
  if (one == nullptr) return "-";
  const std::string value = value_words(column, *one);
  const std::optional<Interval>& interval = one->number.interval;
  return interval ? concat(value, " ", interval_text(column, *interval))
                  : value;
}

std::string rank_words(const RunColumn& column, const RankedPredictor* one) {
  if (one == nullptr) return "-";
  if (uses_measurement(one->kind)) return std::string(word_of(one->kind));
  const std::string rank =
      std::isnan(one->rank) ? "not ranked" : fixed(one->rank, 1);
  return column.unfitted.contains(one->name) ? concat(rank, ", not fitted")
                                             : rank;
}

std::string better_words(const std::vector<RunColumn>& columns,
                         const std::string& predictor) {
  std::vector<std::string> better, compared;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const RankedPredictor* one = columns[i].find(predictor);
    if (one == nullptr || !columns[i].is_compared(*one)) continue;
    compared.push_back(letters_of(i));
    if (one->gain.estimate.value > 0) better.push_back(letters_of(i));
  }
  if (compared.empty()) return "-";
  return concat(better.empty() ? "none" : listed(better), " of ",
                listed(compared));
}

std::vector<std::string> remarks_on(const std::vector<RunColumn>& columns) {
  std::vector<std::string> remarks{concat(
      "A rank is a mean over scored units, each counting the same, of the "
      "place among all that are ranked in the column, 1 the best, equal ones "
      "sharing theirs",
      columns.size() > 1 ? "; nothing is averaged over columns." : ".")};
  remarks.emplace_back(
      "Better is told by the mean of the gains alone, whether or not an "
      "interval says how sure that is.");
  if (std::any_of(columns.begin(), columns.end(), [](const RunColumn& one) {
        return std::any_of(one.ranking.predictors.begin(),
                           one.ranking.predictors.end(), is_unranked);
      })) {
    remarks.emplace_back(
        "Not ranked is what lacks a number in some unit, or is of other items "
        "than the others.");
  }
  if (std::any_of(columns.begin(), columns.end(),
                  [](const RunColumn& one) { return !one.unfitted.empty(); })) {
    remarks.emplace_back(
        "Of a method that is not fitted the loss of a model is not below that "
        "of a prediction without features on what it was trained on: its "
        "number says nothing of the method.");
  }
  for (const std::vector<std::size_t>& group : alike(columns)) {
    if (group.size() < 2) continue;
    std::vector<std::string> letters;
    for (const std::size_t i : group) letters.push_back(letters_of(i));
    remarks.push_back(concat(
        "Each of ", listed(letters), " scores a ",
        columns[group.front()].cluster,
        " that another of them scores, too: where these agree, they do not "
        "confirm each other."));
  }
  return remarks;
}

}  // namespace moonstain::report
