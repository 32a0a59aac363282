#include "core/eval/metrics/type_scores.h"

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/data/stored/join.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/baselines/annotated_types.h"
#include "core/eval/metrics/observed.h"
#include "core/stats/confusion.h"
#include "core/stats/correlation.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> labels_of(const CellTypes& types,
                                   const std::vector<std::string>& cells,
                                   const std::string& what) {
  std::vector<std::string> labels;
  for (std::string& name : type_names(types, cells, what)) {
    labels.push_back(name.empty() ? std::string(kUnassigned) : std::move(name));
  }
  return labels;
}

// All types that a cell could be called, so that all predictors have the same.
std::vector<std::string> types_of(const std::vector<const CellTypes*>& sides) {
  std::set<std::string> types{std::string(kUnassigned)};
  for (const CellTypes* side : sides) {
    types.insert(side->classes.begin(), side->classes.end());
  }
  return {types.begin(), types.end()};
}

}  // namespace

Scores type_scores(const Predictions& predictions, const CellTypes& called,
                   const CellTypes& measured) {
  const std::string what = concat("type_scores: ", predictions.about);
  check(called.section == predictions.about &&
            section_of_unit(measured.section) ==
                section_of_unit(predictions.about),
        what, ": predictions of ", predictions.about, ", types called in ",
        called.section, " and measured in ", measured.section,
        "; expected one section");
  check(predictions.size() >= 2, what, ": ",
        counted(predictions.size(), "cell"), "; a score needs at least 2");
  const std::vector<std::string> truth =
      labels_of(measured, predictions.names, what);
  const Confusion confusion =
      confusion_of(truth, labels_of(called, predictions.names, what));
  const auto cells = static_cast<double>(predictions.size());
  const Eigen::ArrayXd seen =
      confusion.counts.rowwise().sum().cast<double>().array() / cells;
  const Eigen::ArrayXd said =
      confusion.counts.colwise().sum().transpose().cast<double>().array() /
      cells;

  Scores scores;
  scores.predictor = predictions.predictor;
  scores.unit_kind = scored_unit(predictions);
  scores.unit = predictions.about;
  scores.target = concat("types ", measured.how);
  scores.item = "type";
  scores.items = types_of({&called, &measured});
  const std::string reading(measured_reading(predictions.unit_kind).name);
  scores.places = {{reading, static_cast<std::int64_t>(predictions.size())}};
  scores.facts[plural(word_of(predictions.unit_kind))] = cells;
  const auto items = static_cast<Eigen::Index>(scores.items.size());
  Eigen::VectorXd f1 = Eigen::VectorXd::Constant(items, kNone);
  Eigen::VectorXd share_seen = Eigen::VectorXd::Zero(items);
  Eigen::VectorXd share_said = Eigen::VectorXd::Zero(items);
  const std::vector<ClassScores> each = class_scores(confusion, 0);
  const std::vector<Eigen::Index> item_of =
      places_of(confusion.classes, scores.items, "type", what);
  for (std::size_t i = 0; i < each.size(); ++i) {
    f1[item_of[i]] = each[i].f1;
    share_seen[item_of[i]] = seen[static_cast<Eigen::Index>(i)];
    share_said[item_of[i]] = said[static_cast<Eigen::Index>(i)];
  }
  scores.columns = {
      {reading, "f1", f1},
      {reading, std::string(item_facts::kMeasuredMean), share_seen},
      {reading, std::string(item_facts::kPredictedMean), share_said}};
  scores.add_whole(reading, "type_accuracy", accuracy(confusion));
  scores.add_whole(reading, "macro_f1", macro_scores(confusion, 0).f1);
  scores.add_whole(reading, "composition_pearson",
                   seen.size() < 2 ? kNone : pearson(said, seen));
  scores.add_whole(reading, "composition_rmse",
                   std::sqrt((said - seen).square().mean()));
  return scores;
}

StepKind type_scores_step() {
  return StepKind("type_scores", 1,
                  "Types called from predicted beside those called from "
                  "measured expression.")
      .applies<Predictions>("predictions", "whose predictor is scored")
      .applies<CellTypes>("called", "types by these predictions")
      .applies<CellTypes>("types", "types of the same cells as measured")
      .scores("predictions")
      .needs(in_memory(2, 1))
      .makes<Scores>([](const Inputs& in, const Options&) {
        const Scores scores = type_scores(in.get<Predictions>("predictions"),
                                          in.get<CellTypes>("called"),
                                          in.get<CellTypes>("types"));
        log_line(concat(
            scores.predictor.name, " on ", scores.unit, ": ",
            fixed(scores.column(scores.places[0].first, "type_accuracy")[0], 3),
            " of ", counted(scores.places[0].second, "cell"),
            " given the same type"));
        return scores;
      });
}

}  // namespace moonstain
