#include "core/eval/metrics/expression_scores_step.h"

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/expression_scores.h"
#include "core/eval/metrics/reading_kind.h"

namespace moonstain {
namespace {

struct ExpressionScoresOptions {
  std::int64_t target_row_shift = 0;
  bool binned_similarity = false;
  bool given_depth = false;
};

std::string mean_words(const Scores& scores, std::string_view reading) {
  return fixed(metric_value(scores, reading, parse_metric("pearson.mean")), 3);
}

void log_scores(const Scores& scores) {
  const std::string& measured =
      std::find_if(scores.places.begin(), scores.places.end(),
                   [](const auto& one) {
                     return reading_kind(one.first).measured_alone;
                   })
          ->first;
  const ItemCounts counts =
      count_items(scores, measured, parse_metric("pearson.mean"));
  std::string readings;
  for (const auto& [reading, places] : scores.places) {
    readings +=
        concat(readings.empty() ? "" : ", ", reading_kind(reading).label, " ",
               mean_words(scores, reading));
  }
  log_line(concat(scores.predictor.name, " on ", scores.unit,
                  ": mean Pearson r ", readings, "; ", counts.undefined, " of ",
                  counted(scores.items.size(), scores.item), " undefined, ",
                  counts.flat_predicted, " predicted flat"));
  const auto varying =
      static_cast<std::int64_t>(scores.items.size()) - counts.constant_measured;
  if (2 * counts.flat_predicted > varying) {
    log_line(concat("constant predictions: ", scores.predictor.name, " on ",
                    scores.unit, " predicts almost one value for ",
                    counts.flat_predicted, " of ",
                    counted(varying, scores.item), " that vary"));
  }
}

}  // namespace

StepKind expression_scores_step() {
  return StepKind("expression_scores", 4,
                  "Predicted beside measured values of a section or cohort, "
                  "item by item: correlations and errors.")
      .applies<Predictions>("predictions", "to score")
      .applies<Targets>("targets", "what was measured")
      .applies<GridMap>("grid",
                        "where the spots lie, for readings of the whole grid")
      .optional()
      .applies<GridValues>("map",
                           "what the predictor says of every cell of the grid")
      .optional()
      .learns_many<Targets>("training", Learned::selection,
                            "of the training sections, for the lists of 50 "
                            "items of highest mean and variance there")
      .optional()
      .applies<Dataset>("dataset",
                        "the section's array, for the structural similarity; "
                        "of square arrays alone")
      .optional()
      .applies<Targets>("normalised",
                        "the same nuclei's counts by size factors: a second "
                        "truth, a reading of its own")
      .optional()
      .learns_many<GeneList>("lists", Learned::selection,
                             "items that metrics are read over alone")
      .optional()
      .scores("predictions")
      .option("target_row_shift", &ExpressionScoresOptions::target_row_shift,
              "grid rows by which the measured map lies below the features'",
              {-8, 8})
      .unit("rows")
      .option("binned_similarity", &ExpressionScoresOptions::binned_similarity,
              "also the structural similarity of binned values, in one window")
      .option("given_depth", &ExpressionScoresOptions::given_depth,
              "also the partial correlation given a spot's depth, ln(1 + its "
              "counts over all genes)")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 256 * kMiB + 2 * sizes.total(),
                     .seconds = 20};
      })
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const auto how = options.as<ExpressionScoresOptions>();
        const auto map = in.get_or_none<GridMap>("grid");
        const auto values = in.get_or_none<GridValues>("map");
        std::optional<TrainingMoments> training;
        if (in.has("training")) {
          training.emplace();
          for (std::size_t i = 0; i < in.items("training").size(); ++i) {
            training->add(in.at<Targets>("training", i), "expression_scores");
          }
        }
        std::optional<Dataset> array;
        if (in.has("dataset")) {
          array = Dataset::read_places(in.one("dataset").path);
        }
        const auto normalised = in.get_or_none<Targets>("normalised");
        const Scores scores = expression_scores(
            in.get<Predictions>("predictions"), in.get<Targets>("targets"),
            {map ? &*map : nullptr, values ? &*values : nullptr,
             how.target_row_shift},
            {training ? &*training : nullptr, array ? &*array : nullptr,
             normalised ? &*normalised : nullptr, in.list<GeneList>("lists"),
             how.binned_similarity, how.given_depth});
        log_scores(scores);
        return scores;
      });
}

}  // namespace moonstain
