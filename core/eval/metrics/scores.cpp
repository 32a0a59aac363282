#include "core/eval/metrics/scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"
#include "core/stats/quantiles.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr int kSchema = 2;
constexpr std::size_t kMostExpressed = 50;

std::vector<std::string> names_of(const std::vector<ScoreColumn>& columns) {
  std::vector<std::string> names;
  for (const ScoreColumn& one : columns) {
    names.push_back(concat(one.reading, ".", one.name));
  }
  return names;
}

// Whether each item is in a list.
std::vector<bool> listed_items(const Eigen::VectorXd& membership) {
  std::vector<bool> chosen;
  for (const double one : membership) chosen.push_back(one == 1);
  return chosen;
}

// The places of the highest values; of equal ones the earlier.
std::vector<bool> highest(const Eigen::VectorXd& values) {
  std::vector<std::size_t> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     return values[static_cast<Eigen::Index>(a)] >
                            values[static_cast<Eigen::Index>(b)];
                   });
  std::vector<bool> chosen(order.size(), false);
  for (std::size_t i = 0; i < std::min(kMostExpressed, order.size()); ++i) {
    chosen[order[i]] = true;
  }
  return chosen;
}

}  // namespace

std::string chosen_by(Over over) {
  switch (over) {
    case Over::mean:
    case Over::median:
    case Over::only:
      return {};
    case Over::heg50:
      return std::string(item_facts::kMeasuredMean);
    case Over::training_heg50:
      return std::string(item_facts::kTrainingMean);
    case Over::training_hvg50:
      return std::string(item_facts::kTrainingVariance);
    default:
      return item_facts::in_list(list_of(over));
  }
}

std::int64_t Scores::places_in(std::string_view reading) const {
  std::vector<std::string> names;
  for (const auto& [name, count] : places) {
    if (name == reading) return count;
    names.push_back(name);
  }
  fail("scores of ", unit, ": no reading '", reading, "'; there are ",
       listed(names));
}

bool Scores::has_reading(std::string_view reading) const {
  return std::any_of(places.begin(), places.end(),
                     [&](const auto& one) { return one.first == reading; });
}

const Eigen::VectorXd* Scores::find(std::string_view reading,
                                    std::string_view name) const {
  for (const std::vector<ScoreColumn>* list : {&columns, &whole}) {
    for (const ScoreColumn& one : *list) {
      if (one.name == name && one.reading == reading) return &one.values;
    }
  }
  return nullptr;
}

const Eigen::VectorXd& Scores::column(std::string_view reading,
                                      std::string_view name) const {
  const Eigen::VectorXd* found = find(reading, name);
  if (found == nullptr) {
    places_in(reading);  // says which readings there are
    fail("scores of ", unit, " by ", predictor.name, ": no ", name, " in ",
         reading, "; there are ", listed(names_of(columns)));
  }
  return *found;
}

double Scores::fact(const std::string& name) const {
  const auto found = facts.find(name);
  return found == facts.end() ? std::numeric_limits<double>::quiet_NaN()
                              : found->second;
}

void Scores::add_whole(std::string_view reading, std::string_view name,
                       double value) {
  whole.push_back({std::string(reading), std::string(name),
                   Eigen::VectorXd::Constant(1, value)});
}

ItemCounts count_items(const Scores& scores, std::string_view reading,
                       const Metric& metric) {
  ItemCounts counts;
  const ItemValues looked_at = item_values(scores, reading, metric);
  const Eigen::VectorXd& values = looked_at.values;
  const auto* measured = scores.find(reading, item_facts::kMeasuredSd);
  const auto* predicted = scores.find(reading, item_facts::kPredictedSd);
  const auto* flat = scores.find(reading, item_facts::kPredictedFlat);
  const auto* clamped = scores.find(reading, item_facts::kPredictedClamped);
  for (Eigen::Index item = 0; item < values.size(); ++item) {
    if (!looked_at.counts[static_cast<std::size_t>(item)]) continue;
    ++counts.items;
    counts.undefined += std::isnan(values[item]);
    if (measured != nullptr && (*measured)[item] == 0) {
      ++counts.constant_measured;
      continue;
    }
    counts.constant_predicted +=
        predicted != nullptr && (*predicted)[item] == 0;
    counts.flat_predicted += flat != nullptr && (*flat)[item] == 1;
    counts.clamped_predicted += clamped != nullptr && (*clamped)[item] == 1;
  }
  return counts;
}

ItemValues item_values(const Scores& scores, std::string_view reading,
                       const Metric& metric) {
  ItemValues items{scores.column(reading, metric.kind->name), {}};
  check(metric.over != Over::only || items.values.size() == 1, "metric '",
        metric.name, "' is that of one ", scores.item, ", the scores of ",
        scores.unit, " have ", counted(items.values.size(), scores.item),
        "; say ", metric.name, ".mean or ", metric.name, ".median");
  const std::string by = chosen_by(metric.over);
  if (by.empty()) {
    items.counts.assign(static_cast<std::size_t>(items.values.size()), true);
    return items;
  }
  const Eigen::VectorXd& column = scores.column(reading, by);
  items.counts =
      list_of(metric.over).empty() ? highest(column) : listed_items(column);
  return items;
}

double over_items(const ItemValues& items, Over over,
                  const Eigen::VectorXd* beside) {
  std::vector<double> left;
  for (Eigen::Index item = 0; item < items.values.size(); ++item) {
    if (!items.counts[static_cast<std::size_t>(item)] ||
        std::isnan(items.values[item]) ||
        (beside != nullptr && std::isnan((*beside)[item]))) {
      continue;
    }
    left.push_back(items.values[item]);
  }
  if (!is_median(over)) return mean_of_defined(left);
  return left.empty() ? std::numeric_limits<double>::quiet_NaN()
                      : quantile(std::move(left), 0.5);
}

double metric_value(const Scores& scores, std::string_view reading,
                    const Metric& metric, const Eigen::VectorXd* beside) {
  return over_items(item_values(scores, reading, metric), metric.over, beside);
}

double counted_value(const Scores& scores, std::string_view reading,
                     const Metric& metric) {
  if (!metric.kind->undefined_as) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  ItemValues items = item_values(scores, reading, metric);
  for (double& value : items.values) {
    if (std::isnan(value)) value = *metric.kind->undefined_as;
  }
  return over_items(items, metric.over);
}

void Scores::write(const fs::path& folder) const {
  const auto rows = static_cast<Eigen::Index>(items.size());
  MatrixD table(rows, static_cast<Eigen::Index>(columns.size()));
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const ScoreColumn& one = columns[at];
    check(one.values.size() == rows, "Scores of ", unit, ": ", one.reading, ".",
          one.name, " holds ", one.values.size(), " values for ",
          counted(items.size(), item));
    table.col(static_cast<Eigen::Index>(at)) = one.values;
  }
  AnnDataWriter out(folder, kType, kSchema);
  out.dense<double>("X", {table.data(), static_cast<std::size_t>(table.size())},
                    table.rows(), table.cols());
  out.frame("obs", {.index = items});
  out.frame("var", {.index = names_of(columns)});
  std::vector<std::string> names;
  std::vector<std::int64_t> counts;
  for (const auto& [name, count] : places) {
    names.push_back(name);
    counts.push_back(count);
  }
  out.strings("uns/readings", names);
  out.vector<std::int64_t>("uns/places", counts);
  out.text("uns/unit_kind", word_of(unit_kind));
  out.text("uns/unit", unit);
  out.strings("uns/sections", sections);
  out.text("uns/refusal", refusal);
  out.text("uns/target", target);
  out.text("uns/item", item);
  write_predictor(out, predictor);
  std::vector<std::string> fact_names;
  std::vector<double> fact_values;
  for (const auto& [name, value] : facts) {
    fact_names.push_back(name);
    fact_values.push_back(value);
  }
  out.strings("uns/fact_names", fact_names);
  out.vector<double>("uns/fact_values", fact_values);
  if (!lists.empty()) {
    std::vector<std::string> list_names, rules;
    for (const auto& [name, rule] : lists) {
      list_names.push_back(name);
      rules.push_back(rule);
    }
    out.strings("uns/list_names", list_names);
    out.strings("uns/list_rules", rules);
  }
  std::vector<double> whole_values;
  for (const ScoreColumn& one : whole) whole_values.push_back(one.values[0]);
  out.strings("uns/whole_names", names_of(whole));
  out.vector<double>("uns/whole_values", whole_values);
}

Scores Scores::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  const std::string where = folder.string();
  in.check_type(kType, kSchema);
  Scores scores;
  scores.items = in.index("obs");
  scores.predictor = read_predictor(in, where);
  scores.unit_kind =
      known_kind<ScoredUnit>(in.text("uns/unit_kind"), "uns/unit_kind", where);
  scores.unit = in.text("uns/unit");
  scores.sections = in.strings("uns/sections");
  scores.refusal = in.text("uns/refusal");
  scores.target = in.text("uns/target");
  scores.item = in.text("uns/item");
  const auto names = in.strings("uns/readings");
  const auto counts = in.zarr().integers("uns/places");
  check(counts.size() == names.size(), where, ": uns/places has ",
        counts.size(), " numbers for ", names.size(), " readings");
  const auto fact_names = in.strings("uns/fact_names");
  const auto fact_values = in.zarr().numbers("uns/fact_values");
  check(fact_names.size() == fact_values.size(), where,
        ": uns/fact_values has ", fact_values.size(), " numbers for ",
        fact_names.size(), " names");
  const auto whole_names = in.strings("uns/whole_names");
  const auto whole_values = in.zarr().numbers("uns/whole_values");
  check(whole_names.size() == whole_values.size(), where,
        ": uns/whole_values has ", whole_values.size(), " numbers for ",
        whole_names.size(), " names");
  if (in.zarr().has("uns/list_names")) {
    const auto list_names = in.strings("uns/list_names");
    const auto rules = in.strings("uns/list_rules");
    check(list_names.size() == rules.size(), where, ": uns/list_rules has ",
          rules.size(), " texts for ", list_names.size(), " names");
    for (std::size_t i = 0; i < rules.size(); ++i) {
      scores.lists[list_names[i]] = rules[i];
    }
  }
  check_unique(where, scores.item, scores.items);
  check_unique(where, "reading", names);
  for (std::size_t i = 0; i < names.size(); ++i) {
    scores.places.emplace_back(names[i], counts[i]);
  }
  for (std::size_t i = 0; i < fact_names.size(); ++i) {
    scores.facts[fact_names[i]] = fact_values[i];
  }
  const std::vector<std::string> found = in.index("var");
  const auto rows = static_cast<Eigen::Index>(scores.items.size());
  const auto columns = static_cast<Eigen::Index>(found.size());
  check_shape(where, "X", in.shape("X"), {rows, columns}, "[items, columns]");
  const std::vector<double> values = in.dense<double>("X");
  const Eigen::Map<const MatrixD> table(values.data(), rows, columns);
  const auto add = [&](std::vector<ScoreColumn>& to, const std::string& name,
                       const Eigen::VectorXd& column, std::string_view what) {
    const auto dot = name.find('.');
    check(dot != std::string::npos &&
              scores.has_reading(std::string_view(name).substr(0, dot)),
          where, ": ", what, " ", to.size(), " is '", name,
          "', expected READING.COLUMN with a reading of ", listed(names));
    to.push_back({name.substr(0, dot), name.substr(dot + 1), column});
  };
  for (std::size_t i = 0; i < found.size(); ++i) {
    add(scores.columns, found[i], table.col(static_cast<Eigen::Index>(i)),
        "var: column");
  }
  for (std::size_t i = 0; i < whole_names.size(); ++i) {
    add(scores.whole, whole_names[i],
        Eigen::VectorXd::Constant(1, whole_values[i]), "uns/whole_names: name");
  }
  return scores;
}

}  // namespace moonstain
