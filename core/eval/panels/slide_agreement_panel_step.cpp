#include "core/eval/panels/slide_agreement_panel_step.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"

namespace moonstain {
namespace {

struct SlideAgreementOptions {
  std::string title = "Predictions of a changed slide";
  std::vector<std::string> changes{};
};

TableColumn numbers(const std::string& head, int digits,
                    const std::vector<Scores>& scores,
                    const std::function<double(const Scores&)>& number) {
  TableColumn column = number_column(head, digits);
  for (const Scores& one : scores) column.numbers.push_back(number(one));
  return column;
}

Panel slide_agreement_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<SlideAgreementOptions>();
  const auto scores = in.list<Scores>("scores");
  check(!scores.empty(), "slide_agreement_panel: no scores");
  check(own.changes.size() == scores.size(),
        "slide_agreement_panel: ", counted(own.changes.size(), "change"),
        " for ", counted(scores.size(), "set"), " of scores; each has its own");
  std::vector<std::string> predictors, undefined;
  for (const Scores& one : scores) {
    check(one.facts.contains("common_tiles"),
          "slide_agreement_panel: the scores of ", one.predictor.name, " on ",
          one.unit, " do not compare a slide with itself (slide_agreement)");
    predictors.push_back(one.predictor.name);
    const ItemCounts counts =
        count_items(one, readings::kTissue.name, parse_metric("pearson.mean"));
    undefined.push_back(concat(counts.undefined, " of ", one.items.size()));
  }
  const std::string items = plural(scores.front().item);
  TablePanel data;
  data.item = "change";
  data.columns = {
      text_column("change", own.changes),
      text_column("predictor", predictors),
      numbers("tiles in both", 0, scores,
              [](const Scores& one) { return one.facts.at("common_tiles"); }),
      numbers(concat("r over tiles, mean over ", items), 3, scores,
              [](const Scores& one) {
                return metric_value(one, readings::kTissue.name,
                                    parse_metric("pearson.mean"));
              }),
      text_column(concat(items, " without"), undefined),
      numbers(
          concat("r over ", items, ", mean counts"), 3, scores,
          [](const Scores& one) { return one.facts.at("pearson_of_counts"); }),
      numbers(concat("r over ", items, ", mean logarithms"), 3, scores,
              [](const Scores& one) {
                return one.facts.at("pearson_of_logarithms");
              })};
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      "Predictions of the slide with another stain, fewer tiles or a shifted "
      "grid beside those of the slide as it is, by Pearson's r. Nothing was "
      "measured here: a predictor that says the same of every slide agrees "
      "with itself best.");
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind slide_agreement_panel_step() {
  return StepKind("slide_agreement_panel", 1,
                  "How far predictions of a slide stay where it is changed, a "
                  "row a change and predictor.")
      .numeric(Numeric::libm)
      .applies_many<Scores>("scores", "of slide_agreement, one a row")
      .option("title", &SlideAgreementOptions::title, "heading of the panel")
      .option("changes", &SlideAgreementOptions::changes,
              "what was changed in each, in words")
      .required()
      .needs(in_memory(3, 2))
      .makes<Panel>(slide_agreement_panel);
}

}  // namespace moonstain
