#include "core/eval/baselines/shuffled.h"

#include <cstddef>
#include <utility>

#include "core/base/random.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "shuffled_predictions";

struct ShuffledOptions {
  std::string name = "shuffled_spots";
  std::int64_t seed = 1;
};

}  // namespace

Predictions shuffled_predictions(const Predictions& predictions,
                                 std::int64_t seed, std::string name) {
  Predictions out = predictions;
  out.predictor.name = std::move(name);
  out.predictor.kind = PredictorKind::null;
  RandomStream random(seed, kStep, predictions.about);
  const auto from = random.permutation(predictions.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    out.values.row(static_cast<Eigen::Index>(i)) =
        predictions.values.row(static_cast<Eigen::Index>(from[i]));
  }
  return out;
}

StepKind shuffled_predictions_step() {
  return StepKind(kStep, 1,
                  "Null: the same predictions, given to other spots of the "
                  "section.")
      .applies<Predictions>("predictions", "of a section's spots")
      .option("name", &ShuffledOptions::name, "what the predictor is called")
      .option("seed", &ShuffledOptions::seed, "of the order")
      .needs(in_memory(4, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        const auto how = options.as<ShuffledOptions>();
        return shuffled_predictions(in.get<Predictions>("predictions"),
                                    how.seed, how.name);
      });
}

}  // namespace moonstain
