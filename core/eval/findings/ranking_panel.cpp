#include "core/eval/findings/ranking_panel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/findings/ranking.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"

namespace moonstain {

enum class RankingForm { table, forest };

template <>
struct KindWords<RankingForm> {
  static constexpr std::string_view kAll[] = {"table", "forest"};
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
};

std::vector<PredictorScores> by_predictor(const std::vector<Scores>& scores) {
  std::vector<std::pair<Predictor, std::vector<const Scores*>>> groups;
  for (const Scores& one : scores) {
    auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& g) {
      return g.first.name == one.predictor.name;
    });
    if (found == groups.end()) {
      groups.push_back({one.predictor, {}});
      found = std::prev(groups.end());
    }
    found->second.push_back(&one);
  }
  std::vector<PredictorScores> predictors;
  for (auto& [predictor, list] : groups) {
    predictors.emplace_back(predictor, std::move(list));
  }
  return predictors;
}

// What a method is called on the page: what it differs in from its paper stands
// there too.
std::string label_of(const RankedPredictor& one, const RankingOptions& own) {
  const auto found = std::find(own.names.begin(), own.names.end(), one.name);
  if (found != own.names.end()) {
    return own.labels[static_cast<std::size_t>(found - own.names.begin())];
  }
  return concat(one.name, ", ", word_of(one.kind));
}

void add_interval(TableColumn& column, double value,
                  const std::optional<Interval>& interval) {
  column.numbers.push_back(value);
  column.low.push_back(interval ? interval->low : kNan);
  column.high.push_back(interval ? interval->high : kNan);
}

TablePanel table_of(const Ranking& ranking, const RankingOptions& own) {
  TablePanel table;
  table.item = "method";
  TableColumn names = text_column("method");
  TableColumn number = number_column(own.metric, 3);
  TableColumn gain = number_column(concat("gain over ", own.against), 3);
  TableColumn ahead = text_column("ahead in");
  TableColumn rank = number_column("mean rank", 1);
  number.kind = gain.kind = rank.kind = CellKind::interval;
  for (const RankedPredictor& one : ranking.predictors) {
    names.texts.push_back(label_of(one, own));
    add_interval(number, one.number.value, one.number.interval);
    const bool is_reference = one.name == own.against;
    add_interval(gain, is_reference ? kNan : one.gain.estimate.value,
                 is_reference ? std::nullopt : one.gain.estimate.interval);
    ahead.texts.push_back(
        is_reference ? std::string("-")
                     : concat(one.ahead, " of ", one.gain.estimate.units));
    add_interval(
        rank, one.rank,
        std::isnan(one.rank) ? std::nullopt : std::optional(one.rank_interval));
  }
  table.columns = {names, number, gain, ahead, rank};
  return table;
}

ForestPanel forest_of(const Ranking& ranking, const RankingOptions& own) {
  ForestPanel forest;
  forest.item = "method";
  forest.effect.label = concat("gain over ", own.against);
  forest.none = 0;
  forest.interval = "95 % interval over units";
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

Panel ranking_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<RankingOptions>();
  check(own.names.size() == own.labels.size(),
        "ranking_panel: ", own.names.size(), " names and ", own.labels.size(),
        " labels; give a label for each name");
  const auto scores = in.list<Scores>("scores");
  check(!scores.empty(), "ranking_panel: no scores");
  EstimateHow how;
  how.unit = how.cluster = word_of(scores.front().unit_kind);
  const Metric metric = parse_metric(own.metric);
  const Ranking ranking = rank_predictors(by_predictor(scores), own.against,
                                          own.reading, metric, how, {});
  Panel panel;
  panel.title = own.title;
  panel.caption =
      concat("Means over ", plural(how.unit), " of ", own.metric, ", ",
             reading_kind(own.reading).label, "; a gain is paired by ",
             how.unit, " and taken over what both define. Intervals take each ",
             how.unit, " for itself, which those of one patient are not.");
  if (own.form == RankingForm::table) {
    panel.caption +=
        " A rank is among all but oracles, of equal ones the mean; its "
        "interval by drawing units 2,000 times.";
    panel.data = table_of(ranking, own);
  } else {
    panel.data = forest_of(ranking, own);
  }
  return panel;
}

}  // namespace

StepKind ranking_panel_step() {
  return StepKind("ranking_panel", 1,
                  "Several predictors beside one of them: gains and ranks.")
      .numeric(Numeric::libm)
      .applies_many<Scores>("scores", "of all predictors, on the same units")
      .option("title", &RankingOptions::title, "heading of the panel")
      .option("against", &RankingOptions::against, "what they are held against")
      .option("metric", &RankingOptions::metric, "as `findings` takes it")
      .option("reading", &RankingOptions::reading, "places scored")
      .option("form", &RankingOptions::form, "how it is drawn")
      .option("names", &RankingOptions::names,
              "predictors that `labels` say more of")
      .option("labels", &RankingOptions::labels,
              "what each is called, with what it differs in from its paper")
      .needs(in_memory(3, 2))
      .makes<Panel>(ranking_panel);
}

}  // namespace moonstain
