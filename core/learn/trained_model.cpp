#include "core/learn/trained_model.h"

#include <utility>

namespace moonstain {

Model trained_model(std::string kind, Json config, Outputs outputs,
                    const StreamSeed& seed, const OutputCollapse& collapse,
                    const TrainingLog& log, const State& state) {
  Model model;
  model.kind = std::move(kind);
  model.config = std::move(config);
  model.outputs = std::move(outputs);
  model.seed = seed.seed;
  model.fold = seed.fold;
  model.collapsed = collapse.collapsed();
  model.constant_outputs = collapse.constant_outputs;
  model.training = log.json();
  model.parameters = parameters_of(state);
  model.weights = weights_of(state);
  return model;
}

}  // namespace moonstain
