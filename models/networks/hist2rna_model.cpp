#include "models/networks/hist2rna_model.h"

#include "core/learn/spot_step.h"
#include "models/networks/hist2rna.h"

namespace moonstain {
namespace {

constexpr const char* kConfig = "hist2rna_model: model.json";

Hist2rnaConfig config_of(const Json& json) {
  return {.features = integer_member(json, "features", kConfig),
          .genes = integer_member(json, "genes", kConfig)};
}

SpotPlan plan_of(const Hist2rnaTraining&,
                 const std::vector<SpotSection>& sections) {
  const SpotSection& first = sections.front();
  return {
      .config = {{"features", first.features.cols()},
                 {"genes", first.targets.cols()}},
      .stages = {{.objective = {{mse_term()}}, .optimiser = {.rule = Adam{}}}}};
}

}  // namespace

SpotMethod hist2rna_method() {
  return method_of<Hist2rnaTraining>(
      {.name = "hist2rna_model",
       .sentence = "hist2RNA's network on features of spots, trained on spots.",
       .reads = {.features = true},
       .network =
           [](const Json& config, const Initial& initial) {
             return hist2rna_network(config_of(config), initial);
           },
       .batch =
           [](const SpotRows& rows, const Json&, const State&) {
             return Batch{{spot_features(rows).unsqueeze(1)}, {}};
           },
       .cost = {.parameters = 1'500'000,
                .bytes_per_spot = 32'768,
                .seconds_per_spot = 1e-4}},
      plan_of);
}

ModelKind hist2rna_kind() { return spot_kind(hist2rna_method()); }

StepKind hist2rna_model_step() {
  const SpotMethod method = hist2rna_method();
  return trained_by(method, spot_step<Hist2rnaTraining>(method));
}

}  // namespace moonstain
