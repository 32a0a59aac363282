#include "core/eval/panels/confusion_panel_step.h"

#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/class_pairs.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/words.h"
#include "core/stats/confusion.h"

namespace moonstain {
namespace {

struct ConfusionPanelOptions {
  std::string title = "Classes seen and called";
  double threshold = 0.5;
};

// The class of a place that was seen; exactly one is 1.
std::string seen_class(const ClassPairs& unit, Eigen::Index row) {
  Eigen::Index at = 0;
  const float most = unit.seen.row(row).maxCoeff(&at);
  check(most == 1 && unit.seen.row(row).sum() == 1,
        "confusion_panel: ", unit.about, ": ", unit.seen.row(row).sum(), " of ",
        counted(unit.classes.size(), unit.class_noun), " seen in row ", row,
        "; expected one, to call the highest score");
  return unit.classes[static_cast<std::size_t>(at)];
}

Panel panel_of(const Inputs& in, const Options& options) {
  const auto own = options.as<ConfusionPanelOptions>();
  const auto all = class_pairs(in, "confusion_panel");
  std::set<std::string> predictors, units;
  std::vector<std::string> truth, called;
  for (const ClassPairs& one : all) {
    predictors.insert(one.predictor);
    check(units.insert(one.about).second,
          "confusion_panel: two predictions of ", one.about,
          "; expected one, of one predictor and seed");
    const bool single = one.classes.size() == 1;
    const std::string other = concat("not ", one.classes.front());
    for (Eigen::Index row = 0; row < one.seen.rows(); ++row) {
      if (single) {
        truth.push_back(one.seen(row, 0) == 1 ? one.classes[0] : other);
        called.push_back(one.scores(row, 0) >= own.threshold ? one.classes[0]
                                                             : other);
        continue;
      }
      truth.push_back(seen_class(one, row));
      Eigen::Index at = 0;
      one.scores.row(row).maxCoeff(&at);
      called.push_back(one.classes[static_cast<std::size_t>(at)]);
    }
  }
  check(predictors.size() == 1, "confusion_panel: predictions of ",
        listed(predictors), "; expected one predictor");
  const ClassPairs& first = all.front();
  Panel panel;
  panel.title = own.title;
  panel.caption =
      concat("Called by ", *predictors.begin(),
             first.classes.size() == 1
                 ? concat(" where its score is ", short_number(own.threshold),
                          " or more")
                 : std::string(": the class of its highest score"),
             ". ", units.size() == 1 ? "All " : "Together all ",
             plural(word_of(first.place)), " of ", listed(units, 6), ".");
  panel.data = confusion_panel(std::string(word_of(first.place)),
                               first.class_noun, confusion_of(truth, called));
  return panel;
}

}  // namespace

StepKind confusion_panel_step() {
  return StepKind("confusion_panel", 1,
                  "Which class was called which by one predictor, all units "
                  "together.")
      .applies_many<Targets>("targets", "1 where a class was seen, else 0")
      .applies_many<Predictions>("predictions",
                                 "scores of one predictor, the higher the "
                                 "likelier")
      .option("title", &ConfusionPanelOptions::title, "heading of the panel")
      .option("threshold", &ConfusionPanelOptions::threshold,
              "score from which a single class is called")
      .needs(in_memory(4, 2))
      .makes<Panel>(panel_of);
}

}  // namespace moonstain
