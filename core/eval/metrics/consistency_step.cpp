#include "core/eval/metrics/consistency_step.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/consistency.h"
#include "core/eval/metrics/reading_kind.h"

namespace moonstain {
namespace {

// The one that is about the section.
template <typename Table>
Table take(std::vector<Table>& given, const std::string& section,
           const std::string& noun) {
  std::vector<std::string> names;
  for (const Table& one : given) names.push_back(one.about);
  check(std::count(names.begin(), names.end(), section) == 1,
        "consistency_scores: ", noun, " are of ", listed(names),
        "; expected one of each section of the pair, ", section, " among them");
  return std::move(
      *std::find_if(given.begin(), given.end(),
                    [&](const Table& one) { return one.about == section; }));
}

void log_scores(const Scores& scores) {
  const std::string head =
      concat(scores.predictor.name, " on ", scores.unit, ": ");
  if (!scores.refusal.empty()) {
    log_line(concat(head, "not compared: ", scores.refusal));
    return;
  }
  const std::string reading(readings::kMappedSpots.name);
  const auto median = [&](const char* name) {
    return fixed(
        metric_value(scores, reading, parse_metric(concat(name, ".median"))),
        3);
  };
  log_line(concat(head, "median r_pred ", median("r_pred"), ", r_cross ",
                  median("r_cross"), ", r_true ", median("r_true"), " at ",
                  scores.places_in(reading), " spots"));
}

}  // namespace

StepKind consistency_scores_step() {
  return StepKind("consistency_scores", 1,
                  "How far predictions of two sections of one block agree, "
                  "beside their measurements.")
      .numeric(Numeric::libm)
      .applies_many<Predictions>("predictions",
                                 "of both sections, by one "
                                 "predictor")
      .applies_many<Targets>("targets", "what was measured in both")
      .applies<PairMap>("pair_map", "where one section lies on the other")
      .learns_many<Targets>("training", Learned::label,
                            "of the training sections, for the mean that the "
                            "sections' own are taken from")
      .scores("predictions")
      .option("rotations", &RotationNull::rotations,
              "random rotations of the second section, as a null", {0, 100'000})
      .option("seed", &RotationNull::seed, "of the rotations")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 256 * kMiB + 12 * sizes.total(),
                     .seconds = 20};
      })
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const auto pair = in.get<PairMap>("pair_map");
        auto predictions = in.list<Predictions>("predictions");
        auto targets = in.list<Targets>("targets");
        const auto section = [&](const std::string& name) {
          return ScoredSection{take(predictions, name, "predictions"),
                               take(targets, name, "targets")};
        };
        TrainingMoments training;
        for (std::size_t i = 0; i < in.items("training").size(); ++i) {
          training.add(in.at<Targets>("training", i), "consistency_scores");
        }
        const ScoredSection a = section(pair.section_a);
        const Scores scores =
            consistency_scores(pair, a, section(pair.section_b), training,
                               options.as<RotationNull>());
        log_scores(scores);
        return scores;
      });
}

}  // namespace moonstain
