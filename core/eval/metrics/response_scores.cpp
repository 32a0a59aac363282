#include "core/eval/metrics/response_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/observed.h"
#include "core/stats/roc.h"
#include "core/stats/weighted_row.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "response_scores";

void check_slide(const ToldSlide& slide, const ToldSlide& first) {
  const std::string what = concat(kStep, ": ", slide.response.about);
  check(slide.predictions.about == slide.response.about, what,
        ": the predictions are of ", slide.predictions.about);
  check_same_variables(slide.predictions, slide.response,
                       concat(what, ": predictions"));
  check(slide.response.size() == 1 && slide.response.variables.size() == 1 &&
            slide.predictions.size() == 1,
        what, ": ", slide.predictions.size(), " predictions and ",
        slide.response.size(), " x ", slide.response.variables.size(),
        " targets; a slide has one of each");
  check_classes(slide.response, what);
  check(std::isfinite(slide.predictions.values(0, 0)), what,
        ": the prediction is ", slide.predictions.values(0, 0));
  const Predictor& own = slide.predictions.predictor;
  const Predictor& others = first.predictions.predictor;
  check(own.name == others.name && own.fold == others.fold, what, " is by ",
        own.name, " of fold '", own.fold, "', ", first.response.about, " by ",
        others.name, " of fold '", others.fold,
        "'; scores are of one predictor and one fold");
}

}  // namespace

Scores response_scores(const std::vector<ToldSlide>& slides,
                       const std::string& about) {
  check(!slides.empty(), kStep, ": no slide is given");
  const ToldSlide& first = slides.front();
  TwoClassTable table;
  std::vector<double> chances;
  std::vector<bool> seen;
  double called = 0;
  for (const ToldSlide& slide : slides) {
    check_slide(slide, first);
    const double chance = slide.predictions.values(0, 0);
    const bool yes = slide.response.values(0, 0) == 1;
    const bool says = chance > 0.5;
    (yes ? table.positive : table.negative) += 1;
    if (yes == says) (yes ? table.right_positive : table.right_negative) += 1;
    called += says;
    chances.push_back(chance);
    seen.push_back(yes);
  }
  const WeightedRow row = weighted_row(table);
  const auto [least, most] = std::ranges::minmax(chances);
  const bool ranked = least < most && table.positive > 0 && table.negative > 0;

  Scores scores;
  scores.predictor = first.predictions.predictor;
  scores.unit_kind = ScoredUnit::cohort;
  scores.unit = about;
  scores.target = first.response.transform;
  scores.item = first.response.variable_axis;
  scores.items = first.response.variables;
  const std::string reading(measured_reading(ObservedKind::patient).name);
  scores.places = {{reading, std::ssize(slides)}};
  const auto one = [](double value) {
    return Eigen::VectorXd::Constant(1, value);
  };
  scores.columns = {{reading, "accuracy", one(row.accuracy)},
                    {reading, "auc",
                     one(ranked ? roc_auc(chances, seen)
                                : std::numeric_limits<double>::quiet_NaN())}};
  scores.add_whole(reading, "weighted_precision", row.precision);
  scores.add_whole(reading, "weighted_recall", row.recall);
  scores.add_whole(reading, "weighted_f1", row.f1);
  scores.facts = {{"slides", static_cast<double>(slides.size())},
                  {"responses", static_cast<double>(table.positive)},
                  {"called", called}};
  return scores;
}

namespace {

struct ResponseScoresOptions {
  std::string about;
};

}  // namespace

StepKind response_scores_step() {
  return StepKind("response_scores", 1,
                  "Slides whose patients' response one model tells, scored "
                  "together.")
      .applies_many<Predictions>("predictions",
                                 "chance of response, a slide "
                                 "each")
      .applies_many<Targets>("targets", "whether its patient responded")
      .scores("predictions")
      .option("about", &ResponseScoresOptions::about, "what the scores are of")
      .required()
      .needs(in_memory(3, 1))
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const auto predictions = in.list<Predictions>("predictions");
        const auto targets = in.list<Targets>("targets");
        std::vector<std::string> predicted, told;
        for (const auto& one : predictions) predicted.push_back(one.about);
        for (const auto& one : targets) told.push_back(one.about);
        const auto places =
            paired_sections(predicted, "predictions", told, "targets", kStep);
        std::vector<ToldSlide> slides;
        for (std::size_t i = 0; i < predictions.size(); ++i) {
          slides.push_back({predictions[i], targets[places[i]]});
        }
        const Scores scores =
            response_scores(slides, options.as<ResponseScoresOptions>().about);
        const std::string reading = scores.places.front().first;
        log_line(concat(
            scores.predictor.name, " on ", scores.unit, ": accuracy ",
            fixed(scores.column(reading, "accuracy")[0], 3), " over ",
            counted(slides.size(), "slide"), ", ", scores.facts.at("responses"),
            " of them of patients who responded"));
        return scores;
      });
}

}  // namespace moonstain
