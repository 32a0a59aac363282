#include "core/eval/panels/forest_panel_step.h"

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"
#include "core/eval/survival/survival_facts.h"

namespace moonstain {

/// What a row shows.
enum class ForestShows { concordance, uno_concordance, hazard_ratio };

template <>
struct KindWords<ForestShows> {
  static constexpr std::string_view kAll[] = {"concordance", "uno_concordance",
                                              "hazard_ratio"};
};

namespace {

namespace facts = survival_facts;

struct ForestOptions {
  std::string title = "Risk and survival";
  ForestShows shows = ForestShows::concordance;
};

ForestRow row_of(const Scores& scores, ForestShows shows) {
  check_survival_scores(scores, "forest_panel");
  const auto fact = [&](const char* name) { return scores.fact(name); };
  ForestRow row{scores.predictor.name, 0, 0, 0, ""};
  switch (shows) {
    case ForestShows::concordance:
    case ForestShows::uno_concordance: {
      const bool uno = shows == ForestShows::uno_concordance;
      row.value = scores.column(readings::kPatients.name, word_of(shows))[0];
      row.low = fact(uno ? facts::kUnoLow : facts::kLow);
      row.high = fact(uno ? facts::kUnoHigh : facts::kHigh);
      row.note = concat(fact(facts::kDeaths), " of ", fact(facts::kPatients),
                        " patients died");
      return row;
    }
    case ForestShows::hazard_ratio:
      row.value = fact(facts::kRatio);
      row.low = fact(facts::kRatioLow);
      row.high = fact(facts::kRatioHigh);
      row.note = concat("deaths ", fact(facts::kHighDeaths), " of ",
                        fact(facts::kHighPatients), " at high risk, ",
                        fact(facts::kLowDeaths), " of ",
                        fact(facts::kLowPatients), " at low risk");
      return row;
  }
  return row;
}

Panel forest_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<ForestOptions>();
  const auto scores = in.list<Scores>("scores");
  check(!scores.empty(), "forest_panel: no scores");
  ForestPanel data;
  data.item = "risk";
  const bool ratio = own.shows == ForestShows::hazard_ratio;
  data.effect =
      ratio
          ? AxisWords{"hazard ratio, high over low risk", "", true}
          : AxisWords{std::string(find_metric_kind(word_of(own.shows))->label),
                      "", false};
  data.none = ratio ? 1 : 0.5;
  data.interval =
      ratio ? "95 % interval (Wald)" : "95 % interval (draws of patients)";
  data.below = ratio ? "more deaths at low risk" : "worse than chance";
  data.above = ratio ? "more deaths at high risk" : "better than chance";
  bool one_unit = true;
  for (const Scores& one : scores) {
    one_unit = one_unit && one.unit == scores[0].unit;
  }
  for (const Scores& one : scores) {
    data.rows.push_back(row_of(one, own.shows));
    if (!one_unit) {
      data.rows.back().name = concat(one.predictor.name, ", ", one.unit);
    }
  }
  Panel panel;
  panel.title = own.title;
  panel.caption =
      ratio
          ? "Of groups without a death Cox's model has no ratio with a bound: "
            "such a row says so."
          : "Harrell's and Uno's concordance are 0.5 by chance.";
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind forest_panel_step() {
  return StepKind("forest_panel", 1,
                  "Concordance or hazard ratio of predicted risks, with "
                  "intervals.")
      .applies_many<Scores>("scores", "of `survival_scores`, one a risk")
      .option("title", &ForestOptions::title, "heading of the panel")
      .option("shows", &ForestOptions::shows, "what a row is")
      .needs(in_memory(3, 2))
      .makes<Panel>(forest_panel);
}

}  // namespace moonstain
