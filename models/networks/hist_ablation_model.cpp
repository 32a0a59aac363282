#include "models/networks/hist_ablation_model.h"

#include "core/engine/step/step_kind.h"
#include "models/networks/hist_model.h"

namespace moonstain {

StepKind hist_ablation_model_step() {
  return with_hist_training(
             StepKind("hist_ablation_model", 1,
                      "HiST's gene network with a part taken away, to tell "
                      "what the part does."),
             HistTask::ablation)
      .option("skips", &HistTraining::skips,
              "what the decoder gets of the encoder's maps: through attention "
              "gates, as they are, nothing")
      .option("positions", &HistTraining::positions,
              "where features lie: kept, exchanged among the spots, which "
              "keeps the tissue mask in the input, or among all cells, which "
              "loses it")
      .makes<Model>([](const Inputs& in, const Options& options) {
        auto training = options.as<HistTraining>();
        training.task = HistTask::ablation;
        return trained_hist(in, training);
      });
}

}  // namespace moonstain
