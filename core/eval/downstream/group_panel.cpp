#include "core/eval/downstream/group_panel.h"

#include <utility>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

// "44 %", or nothing where there is nothing to share.
std::string percent(double part, double whole) {
  return whole > 0
             ? concat(static_cast<std::int64_t>(100 * part / whole + 0.5), " %")
             : "";
}

// "12 of 40 and 25: 30 %, 23 %"
std::string shared_words(double both, double measured, double predicted) {
  const std::string text = concat(both, " of ", measured, " and ", predicted);
  const double either = measured + predicted - both;
  if (!(measured > 0)) return text;
  return concat(text, ": ", percent(both, measured), ", ",
                percent(both, either));
}

}  // namespace

Panel group_panel(const std::vector<Scores>& scores, const std::string& title) {
  check(!scores.empty(), "group_panel: no scores are given");
  TablePanel table;
  table.item = "section";
  table.columns = {text_column("section"),
                   text_column("predictor"),
                   number_column("clusters: adjusted Rand index", 3),
                   number_column("groups", 0),
                   number_column("tests: Pearson r of t over genes", 3),
                   text_column("genes called"),
                   text_column("sets enriched")};
  for (const Scores& one : scores) {
    check(!one.places.empty() && one.has_reading(one.places.front().first),
          "group_panel: scores of ", one.unit, " have no reading");
    const std::string& reading = one.places.front().first;
    table.columns[0].texts.push_back(one.unit);
    table.columns[1].texts.push_back(one.predictor.name);
    table.columns[2].numbers.push_back(one.column(reading, "adjusted_rand")[0]);
    table.columns[3].numbers.push_back(one.fact("groups"));
    table.columns[4].numbers.push_back(
        one.column(reading, "effect_pearson")[0]);
    table.columns[5].texts.push_back(shared_words(
        one.fact("genes_called_both"), one.fact("genes_called_measured"),
        one.fact("genes_called_predicted")));
    table.columns[6].texts.push_back(shared_words(one.fact("terms_shared"),
                                                  one.fact("terms_measured"),
                                                  one.fact("terms_predicted")));
  }
  Panel panel;
  panel.title = title;
  panel.caption =
      "Groups are clusters of measured expression, the same for all. Genes and "
      "sets: called in both of those called on measurements and on "
      "predictions, "
      "over all groups; then per cent of the measured, and of either. A gene "
      "counts in one direction.";
  panel.data = std::move(table);
  return panel;
}

namespace {

struct GroupPanelOptions {
  std::string title = "Clusters, tests and sets of genes";
};

}  // namespace

StepKind group_panel_step() {
  return StepKind("group_panel", 1,
                  "What clusters, tests and sets of predictions share with "
                  "those of measurements, as a table.")
      .applies_many<Scores>("scores", "of group_scores")
      .option("title", &GroupPanelOptions::title, "heading of the panel")
      .needs(in_memory(2, 1))
      .makes<Panel>([](const Inputs& in, const Options& options) {
        return group_panel(in.list<Scores>("scores"),
                           options.as<GroupPanelOptions>().title);
      });
}

}  // namespace moonstain
