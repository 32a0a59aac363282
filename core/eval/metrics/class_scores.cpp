#include "core/eval/metrics/class_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/observed.h"
#include "core/stats/confusion.h"
#include "core/stats/flatness.h"
#include "core/stats/roc.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// One class over all places.
struct OneClass {
  std::vector<double> scores;
  std::vector<bool> seen;
};

Confusion called_at(const OneClass& one, double threshold) {
  std::vector<std::string> truth, called;
  for (std::size_t i = 0; i < one.scores.size(); ++i) {
    truth.emplace_back(one.seen[i] ? "yes" : "no");
    called.emplace_back(one.scores[i] >= threshold ? "yes" : "no");
  }
  return confusion_of(truth, called);
}

// Of the class itself; a class that is neither seen nor called has none.
ClassScores own_scores(const Confusion& confusion) {
  const auto all = class_scores(confusion, kNone);
  for (std::size_t i = 0; i < confusion.classes.size(); ++i) {
    if (confusion.classes[i] == "yes") return all[i];
  }
  return {kNone, kNone, kNone, kNone};
}

// Exactly 0 of values that are all the same.
double deviation(const std::vector<double>& values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (*least == *most) return 0;
  const double centre = mean_of_defined(values);
  double squares = 0;
  for (const double value : values) {
    squares += (value - centre) * (value - centre);
  }
  return std::sqrt(squares / static_cast<double>(values.size()));
}

}  // namespace

Scores score_classes(const Predictions& predictions, const Targets& targets,
                     double threshold, double top_share) {
  const std::string what = concat("class_scores: ", targets.about);
  const std::vector<Eigen::Index> places =
      checked_places(predictions, targets, what, Untold::left_out);
  check_classes(targets, what);
  Scores scores = described(predictions, targets);
  const std::string reading(measured_reading(targets.unit_kind).name);
  scores.places = {{reading, static_cast<std::int64_t>(targets.size())}};
  if (predictions.size() > targets.size()) {
    scores.facts["without_a_class"] =
        static_cast<double>(predictions.size() - targets.size());
  }
  const auto classes = static_cast<Eigen::Index>(targets.variables.size());
  const auto column = [&](std::string_view name) -> Eigen::VectorXd& {
    scores.columns.push_back({reading, std::string(name),
                              Eigen::VectorXd::Constant(classes, kNone)});
    return scores.columns.back().values;
  };
  scores.columns.reserve(12);  // so that what is handed out stays in place
  Eigen::VectorXd& auc = column("auc");
  Eigen::VectorXd& precision = column("average_precision");
  Eigen::VectorXd& top = column("top_precision");
  Eigen::VectorXd& dice = column("dice");
  Eigen::VectorXd& iou = column("iou");
  Eigen::VectorXd& right = column("accuracy");
  Eigen::VectorXd& balanced = column("balanced_accuracy");
  Eigen::VectorXd& seen_mean = column(item_facts::kMeasuredMean);
  Eigen::VectorXd& seen_sd = column(item_facts::kMeasuredSd);
  Eigen::VectorXd& score_mean = column(item_facts::kPredictedMean);
  Eigen::VectorXd& score_sd = column(item_facts::kPredictedSd);
  Eigen::VectorXd& flat = column(item_facts::kPredictedFlat);

  for (Eigen::Index item = 0; item < classes; ++item) {
    OneClass one;
    std::vector<float> predicted, measured;
    std::vector<double> truth;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const float seen = targets.values(static_cast<Eigen::Index>(i), item);
      predicted.push_back(predictions.values(places[i], item));
      measured.push_back(seen);
      truth.push_back(double{seen});
      one.scores.push_back(double{predicted.back()});
      one.seen.push_back(seen == 1);
    }
    seen_mean[item] = mean_of_defined(truth);
    seen_sd[item] = deviation(truth);
    score_mean[item] = mean_of_defined(one.scores);
    score_sd[item] = deviation(one.scores);
    const bool is_flat = variation_of(predicted, measured) == Variation::flat;
    flat[item] = is_flat ? 1 : 0;
    if (!is_flat && seen_mean[item] > 0 && seen_mean[item] < 1) {
      auc[item] = roc_auc(one.scores, one.seen);
      precision[item] = average_precision(one.scores, one.seen);
      top[item] = top_precision(one.scores, one.seen, top_share);
    }
    const Confusion confusion = called_at(one, threshold);
    const ClassScores own = own_scores(confusion);
    dice[item] = own.f1;
    iou[item] = own.iou;
    right[item] = accuracy(confusion);
    balanced[item] = balanced_accuracy(confusion);
  }
  return scores;
}

namespace {

struct ClassScoresOptions {
  double threshold = 0.5;
  double top_share = 0.05;
};

}  // namespace

StepKind class_scores_step() {
  return StepKind("class_scores", 3,
                  "Predicted scores of classes beside the classes seen: masks, "
                  "types, response.")
      .applies<Predictions>("predictions", "scores, the higher the likelier")
      .applies<Targets>("targets", "1 where a class was seen, else 0")
      .scores("predictions")
      .option("threshold", &ClassScoresOptions::threshold,
              "score from which a class is called")
      .option("top_share", &ClassScoresOptions::top_share,
              "of the places of highest score, whose precision is scored",
              {0, 1})
      .needs(in_memory(3, 5))
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const auto chosen = options.as<ClassScoresOptions>();
        const Scores scores = score_classes(in.get<Predictions>("predictions"),
                                            in.get<Targets>("targets"),
                                            chosen.threshold, chosen.top_share);
        log_line(concat(scores.predictor.name, " on ", scores.unit,
                        ": mean area under the ROC curve ",
                        fixed(metric_value(scores, scores.places[0].first,
                                           parse_metric("auc.mean")),
                              3),
                        " over ", counted(scores.items.size(), scores.item)));
        return scores;
      });
}

}  // namespace moonstain
