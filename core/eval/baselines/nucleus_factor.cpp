#include "core/eval/baselines/nucleus_factor.h"

#include <utility>

#include "core/engine/step/step_kind.h"
#include "core/eval/baselines/training_mean.h"

namespace moonstain {

Predictions factor_predictions(const std::vector<Targets>& training,
                               const NucleusCounts& nuclei, std::string name) {
  const Eigen::RowVectorXd mean = training_mean(training, "factor_predictions");
  Predictions predictions;
  predictions.about = nuclei.section;
  predictions.predictor = {std::move(name), PredictorKind::simple, 0, {}};
  predictions.names = nuclei.spots;
  predictions.variable_axis = training[0].variable_axis;
  predictions.variables = training[0].variables;
  predictions.values = (nuclei.factor * mean).cast<float>();
  return predictions;
}

namespace {

struct FactorOptions {
  std::string name = "nucleus_factor";
};

}  // namespace

StepKind factor_predictions_step() {
  return StepKind("factor_predictions", 1,
                  "Simple baseline: each gene's training mean times the spot's "
                  "nucleus factor.")
      .learns_many<Targets>("targets", Learned::label,
                            "expression of the training sections")
      .applies<NucleusCounts>("nuclei", "of the held-out section")
      .option("name", &FactorOptions::name, "what the predictor is called")
      .needs(in_memory(4, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return factor_predictions(in.list<Targets>("targets"),
                                  in.get<NucleusCounts>("nuclei"),
                                  options.as<FactorOptions>().name);
      });
}

}  // namespace moonstain
