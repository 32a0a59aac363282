#include "core/eval/panels/roc_panel_step.h"

#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/class_pairs.h"
#include "core/eval/panels/panel.h"

namespace moonstain {
namespace {

struct RocPanelOptions {
  std::string title = "Receiver operating characteristic";
  std::string of;
};

Panel roc_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<RocPanelOptions>();
  const auto all = class_pairs(in, "roc_panel");
  std::set<std::string> predictors, units;
  for (const ClassPairs& one : all) {
    predictors.insert(one.predictor);
    units.insert(one.about);
  }
  const auto item = class_named(all.front(), own.of, "roc_panel");
  const auto column = static_cast<Eigen::Index>(item);
  RocPanel data;
  data.unit = word_of(all.front().place);
  data.positive = all.front().classes[item];
  for (const ClassPairs& one : all) {
    std::vector<double> scores;
    std::vector<bool> seen;
    for (Eigen::Index row = 0; row < one.seen.rows(); ++row) {
      scores.push_back(one.scores(row, column));
      seen.push_back(one.seen(row, column) == 1);
    }
    const std::string name = predictors.size() == 1 ? one.about
                             : units.size() == 1
                                 ? one.predictor
                                 : concat(one.predictor, ", ", one.about);
    data.curves.push_back(roc_of(name, scores, seen));
  }
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      predictors.size() == 1 ? concat("Scores of ", *predictors.begin(), ". ")
                             : "",
      "A curve is of the ", plural(data.unit),
      " of one unit; the thresholds of two units are not set against each "
      "other.");
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind roc_panel_step() {
  return StepKind("roc_panel", 1,
                  "Receiver operating characteristics of one class, a curve a "
                  "predictor and unit.")
      .applies_many<Targets>("targets", "1 where a class was seen, else 0")
      .applies_many<Predictions>("predictions",
                                 "scores, the higher the likelier; of any "
                                 "number of predictors")
      .option("title", &RocPanelOptions::title, "heading of the panel")
      .option("of", &RocPanelOptions::of,
              "the class that is looked for; may be left out where there is "
              "one")
      .needs(in_memory(4, 2))
      .makes<Panel>(roc_panel);
}

}  // namespace moonstain
