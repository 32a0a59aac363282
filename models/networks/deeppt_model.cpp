#include "models/networks/deeppt_model.h"

#include "core/base/error.h"
#include "core/learn/spot_step.h"
#include "models/networks/deeppt.h"

namespace moonstain {
namespace {

constexpr const char* kConfig = "deeppt_model: model.json";

DeepptConfig config_of(const Json& json) {
  return {.features = integer_member(json, "features", kConfig),
          .genes = integer_member(json, "genes", kConfig)};
}

// The decoder ends in a ReLU, so that no feature below 0 could be given back.
void check_features(const std::vector<SpotSection>& sections) {
  for (const SpotSection& section : sections) {
    const float least = section.features.minCoeff();
    check(least >= 0, "deeppt_model: section ", section.section,
          " has a feature of ", least, " by ", section.encoder,
          "; its autoencoder gives back none below 0: use features behind a "
          "ReLU");
  }
}

SpotPlan plan_of(const DeepptTraining& training,
                 const std::vector<SpotSection>& sections) {
  check_features(sections);
  const SpotSection& first = sections.front();
  const auto mean = target_mean(sections);
  return {
      .config = {{"features", first.features.cols()},
                 {"genes", first.targets.cols()}},
      .stages = {{.name = "autoencoder",
                  .epochs = training.autoencoder_epochs,
                  .objective = {{mse_term("reconstruction", 1)}},
                  .optimiser = {.rule = Adam{}},
                  .batch =
                      [](const SpotRows& rows) {
                        const at::Tensor features = spot_features(rows);
                        return Batch{{{}, features}, {features}};
                      }},
                 {.objective = {{mse_term()}}, .optimiser = {.rule = Adam{}}}},
      .begin = [mean](State& state) {
        tensor_named(state, "output.bias").copy_(mean);
      }};
}

}  // namespace

SpotMethod deeppt_method() {
  return method_of<DeepptTraining>(
      {.name = "deeppt_model",
       .version = 2,
       .sentence = "DeepPT's autoencoder and regressor, trained on features of "
                   "spots.",
       .reads = {.features = true},
       .network =
           [](const Json& config, const Initial& initial) {
             return deeppt_network(config_of(config), initial);
           },
       .batch =
           [](const SpotRows& rows, const Json&, const State&) {
             return Batch{{spot_features(rows)}, {}};
           },
       .cost = {.parameters = 2'800'000,
                .bytes_per_spot = 65'536,
                .seconds_per_spot = 2e-4}},
      plan_of);
}

ModelKind deeppt_kind() { return spot_kind(deeppt_method()); }

StepKind deeppt_model_step() {
  const SpotMethod method = deeppt_method();
  return trained_by(
      method, spot_step<DeepptTraining>(method).option(
                  "autoencoder_epochs", &DeepptTraining::autoencoder_epochs,
                  "passes of the autoencoder, which comes first", {1, {}}));
}

}  // namespace moonstain
