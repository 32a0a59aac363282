#include "core/eval/findings/ranking_panel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/data/stored/dataset.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/findings/rank_differences.h"
#include "core/eval/findings/ranking.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/item_scores.h"
#include "core/eval/panels/panel.h"
#include "core/learn/train/training_record.h"
#include "core/stats/summary.h"

namespace moonstain {

enum class RankingForm { table, forest, critical_difference };

template <>
struct KindWords<RankingForm> {
  static constexpr std::string_view kAll[] = {"table", "forest",
                                              "critical_difference"};
};

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct RankingOptions {
  std::string title = "Which method is above";
  std::string against = "colour_ridge";
  std::string metric = "pearson.mean";
  std::string reading = std::string(readings::kTissue.name);
  RankingForm form = RankingForm::table;
  std::vector<std::string> names;
  std::vector<std::string> labels;
  std::vector<std::string> model_names;
};

using ScoresByPredictor =
    std::vector<std::pair<std::string, std::vector<Scores>>>;

// What a method is called on the page: what it differs in from its paper stands
// there too.
std::string label_of(const std::string& name, PredictorKind kind,
                     const RankingOptions& own) {
  const auto found = std::find(own.names.begin(), own.names.end(), name);
  if (found != own.names.end()) {
    return own.labels[static_cast<std::size_t>(found - own.names.begin())];
  }
  return concat(name, ", ", word_of(kind));
}

std::string label_of(const RankedPredictor& one, const RankingOptions& own) {
  return label_of(one.name, one.kind, own);
}

// By predictor, how many parameters its models have: of all folds.
using Sizes = std::map<std::string, std::set<std::optional<std::int64_t>>>;

Sizes sizes_of(const Inputs& in, const RankingOptions& own) {
  Sizes sizes;
  if (!in.has("models")) return sizes;
  const auto models = in.list<TrainingRecord>("models");
  check(models.size() == own.model_names.size(),
        "ranking_panel: ", models.size(), " models and ",
        own.model_names.size(),
        " model_names; give the predictor of each model");
  for (std::size_t i = 0; i < models.size(); ++i) {
    sizes[own.model_names[i]].insert(models[i].parameters);
  }
  return sizes;
}

// Models differ between folds where their outputs do.
std::string size_words(const Sizes& sizes, const std::string& name) {
  const auto found = sizes.find(name);
  if (found == sizes.end()) return "-";
  const auto& all = found->second;
  if (!*all.begin()) return "not recorded";
  return all.size() == 1
             ? grouped(**all.begin())
             : concat(grouped(**all.begin()), " to ", grouped(**all.rbegin()));
}

// A column none of whose numbers has an interval is one of numbers alone.
void add_interval(TableColumn& column, double value,
                  const std::optional<Interval>& interval) {
  if (interval) column.kind = CellKind::interval;
  column.numbers.push_back(value);
  column.low.push_back(interval ? interval->low : kNan);
  column.high.push_back(interval ? interval->high : kNan);
}

// Methods that no rank is given for their items alone.
std::vector<std::string> lacking_items(const Ranking& ranking,
                                       const RankingOptions& own) {
  std::vector<std::string> names;
  for (const RankedPredictor& one : ranking.predictors) {
    if (one.in_every_unit && one.lacks_items && !uses_measurement(one.kind)) {
      names.push_back(label_of(one, own));
    }
  }
  return names;
}

bool has_rank_interval(const Ranking& ranking) {
  return std::any_of(ranking.predictors.begin(), ranking.predictors.end(),
                     [](const RankedPredictor& one) {
                       return !std::isnan(one.rank_interval.low);
                     });
}

// What a rank of the table is, and of whom there is none.
std::string rank_words(const Ranking& ranking, const RankingOptions& own,
                       const std::string& cluster) {
  const std::vector<std::string> left_out = lacking_items(ranking, own);
  return concat(
      " A rank is among all but oracles, of equal ones the mean",
      has_rank_interval(ranking) ? concat("; its interval is by drawing ",
                                          plural(cluster), " 2,000 times")
                                 : "",
      ".",
      left_out.empty()
          ? ""
          : concat(" Left out of the ranks, with more than ",
                   100 * kMostLacking,
                   " % of the items undefined: ", listed(left_out), "."));
}

TablePanel table_of(const Ranking& ranking, const RankingOptions& own,
                    const Sizes& sizes) {
  TablePanel table;
  table.item = "method";
  TableColumn names = text_column("method");
  TableColumn number = number_column(own.metric, 3);
  TableColumn gain = number_column(concat("gain over ", own.against), 3);
  TableColumn ahead = text_column("ahead in");
  TableColumn rank = number_column("mean rank", 1);
  TableColumn parameters = text_column("parameters");
  for (const RankedPredictor& one : ranking.predictors) {
    names.texts.push_back(label_of(one, own));
    add_interval(number, one.number.value, one.number.interval);
    const bool is_reference = one.name == own.against;
    add_interval(gain, is_reference ? kNan : one.gain.estimate.value,
                 is_reference ? std::nullopt : one.gain.estimate.interval);
    ahead.texts.push_back(
        is_reference ? std::string("-")
                     : concat(one.ahead, " of ", one.gain.estimate.units));
    add_interval(rank, one.rank,
                 std::isnan(one.rank_interval.low)
                     ? std::nullopt
                     : std::optional(one.rank_interval));
    parameters.texts.push_back(size_words(sizes, one.name));
  }
  table.columns = {names, number, gain, ahead, rank};
  if (!sizes.empty()) table.columns.push_back(parameters);
  return table;
}

ForestPanel forest_of(const Ranking& ranking, const RankingOptions& own,
                      const std::string& cluster) {
  ForestPanel forest;
  forest.item = "method";
  forest.effect.label = concat("gain over ", own.against);
  forest.none = 0;
  forest.interval = concat("95 % interval over ", plural(cluster));
  forest.below = "below";
  forest.above = "above";
  for (const RankedPredictor& one : ranking.predictors) {
    if (one.name == own.against) continue;
    const Estimate& gain = one.gain.estimate;
    if (std::isnan(gain.value)) continue;
    forest.rows.push_back({label_of(one, own), gain.value,
                           gain.interval ? gain.interval->low : kNan,
                           gain.interval ? gain.interval->high : kNan,
                           concat("ahead in ", one.ahead, " of ", gain.units)});
  }
  return forest;
}

// Patients of sections; other units are their own.
// @return what is independent of what, and the noun of it
std::pair<ClusterOf, std::string> independent(const Inputs& in,
                                              const ScoresByPredictor& groups) {
  const ScoredUnit unit = groups.front().second.front().unit_kind;
  if (unit != ScoredUnit::section) return {{}, std::string(word_of(unit))};
  check(in.has("dataset"),
        "ranking_panel: of sections it is not known which patients they are "
        "of, who alone are independent; give their dataset");
  ClusterOf patient_of;
  for (const DatasetUnits& one : in.list<DatasetUnits>("dataset")) {
    patient_of[one.section] = one.patient;
  }
  for (const auto& [name, scores] : groups) {
    for (const Scores& one : scores) {
      check(patient_of.contains(one.unit), "ranking_panel: section ", one.unit,
            " is scored and is in no dataset that was given, so that its "
            "patient is not known");
    }
  }
  return {patient_of, "patient"};
}

Panel ranks_of(const RankingOptions& own,
               const std::vector<PredictorScores>& predictors,
               const ClusterOf& cluster_of, const std::string& unit) {
  const RankDifferences ranks = rank_differences(
      predictors, own.reading, parse_metric(own.metric), cluster_of, unit);
  std::map<std::string, PredictorKind> kinds;
  for (const PredictorScores& one : predictors) kinds[one.name()] = one.kind();
  const auto called = [&](const std::string& name) {
    return label_of(name, kinds.at(name), own);
  };
  RanksPanel data;
  data.item = "method";
  data.unit = ranks.unit;
  data.units = ranks.units;
  data.critical_difference = ranks.critical_difference;
  data.note = ranks.words(called);
  for (const MeanRank& one : ranks.ranked) {
    data.rows.push_back({called(one.name), one.rank});
  }
  for (const RankGroup& one : ranks.groups()) {
    data.bars.push_back({one.first, one.last});
  }
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      "Ranks by ", own.metric, ", ", reading_kind(own.reading).label,
      ", within each ", unit, ", the best 1, of equal ones the mean",
      cluster_of.empty() ? ""
                         : "; a patient's value is the mean of the sections",
      ".");
  panel.data = std::move(data);
  return panel;
}

Panel ranking_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<RankingOptions>();
  check(own.names.size() == own.labels.size(),
        "ranking_panel: ", own.names.size(), " names and ", own.labels.size(),
        " labels; give a label for each name");
  const ScoresByPredictor groups =
      scores_by_predictor(in.list<Scores>("scores"));
  check(!groups.empty(), "ranking_panel: no scores");
  const std::vector<PredictorScores> predictors = predictors_in(groups);
  const auto [cluster_of, cluster] = independent(in, groups);
  if (own.form == RankingForm::critical_difference) {
    return ranks_of(own, predictors, cluster_of, cluster);
  }
  EstimateHow how;
  how.unit = word_of(groups.front().second.front().unit_kind);
  how.cluster = cluster;
  const Metric metric = parse_metric(own.metric);
  const Ranking ranking = rank_predictors(predictors, own.against, own.reading,
                                          metric, how, cluster_of);
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      "Means over ", plural(how.unit), " of ", own.metric, ", ",
      reading_kind(own.reading).label, "; a gain is paired by ", how.unit,
      " and taken over what both define. What lacks a number in a ", how.unit,
      ", or more than ", 100 * kMostLacking,
      " % of the items, stands below what has all. An interval is over ",
      plural(cluster), ", and there is none below ", kLeastUnitsForInterval,
      ".");
  if (own.form == RankingForm::table) {
    panel.caption += rank_words(ranking, own, cluster);
    const Sizes sizes = sizes_of(in, own);
    if (!sizes.empty()) {
      panel.caption +=
          " Parameters are those of a method's network, of one fold; what has "
          "none has a dash.";
    }
    panel.data = table_of(ranking, own, sizes);
  } else {
    panel.data = forest_of(ranking, own, cluster);
  }
  return panel;
}

}  // namespace

StepKind ranking_panel_step() {
  return StepKind("ranking_panel", 3,
                  "Several predictors beside one of them: gains and ranks.")
      .numeric(Numeric::libm)
      .applies_many<Scores>("scores", "of all predictors, on the same units")
      .applies_many<DatasetUnits>(
          "dataset", "of sections that are scored, for their patients")
      .optional()
      .applies_many<TrainingRecord>("models",
                                    "for the table's column of parameters")
      .optional()
      .option("title", &RankingOptions::title, "heading of the panel")
      .option("against", &RankingOptions::against, "what they are held against")
      .option("metric", &RankingOptions::metric, "as `findings` takes it")
      .option("reading", &RankingOptions::reading, "places scored")
      .option("form", &RankingOptions::form, "how it is drawn")
      .option("names", &RankingOptions::names,
              "predictors that `labels` say more of")
      .option("labels", &RankingOptions::labels,
              "what each is called, with what it differs in from its paper")
      .option("model_names", &RankingOptions::model_names,
              "the predictor that each of `models` is of")
      // Of models no weights are read.
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 128 * kMiB + 3 * sizes.of("scores") +
                                     2 * sizes.of("dataset"),
                     .seconds = 2};
      })
      .makes<Panel>(ranking_panel);
}

}  // namespace moonstain
