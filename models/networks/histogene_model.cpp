#include "models/networks/histogene_model.h"

#include "core/learn/config_words.h"
#include "core/learn/spot_step.h"
#include "models/networks/histogene.h"
#include "models/networks/spot_patches.h"

namespace moonstain {
namespace {

constexpr const char* kConfig = "histogene_model: model.json";

HistogeneConfig config_of(const Json& json) {
  return {.patch_values = integer_member(json, "patch_values", kConfig),
          .genes = integer_member(json, "genes", kConfig),
          .width = integer_member(json, "width", kConfig),
          .depth = integer_member(json, "depth", kConfig),
          .dropout = number_member(json, "dropout", kConfig)};
}

SpotPlan plan_of(const HistogeneTraining& training,
                 const std::vector<SpotSection>& sections) {
  const SpotSection& first = sections.front();
  return {
      .config = {{"patch_values", 3 * first.picture_px * first.picture_px},
                 {"genes", first.targets.cols()},
                 {"width", training.width},
                 {"depth", training.depth},
                 {"dropout", training.dropout},
                 {"filled_patches", word_of(training.filled_patches)}},
      .stages = {{.objective = {{mse_term()}}, .optimiser = {.rule = Adam{}}}}};
}

Batch batch_of(const SpotRows& rows, const Json& config, const State&) {
  const auto filled =
      word_member<FilledPatches>(config, "filled_patches", kConfig);
  at::Tensor patches = patch_vectors(spot_pictures(rows));
  if (filled == FilledPatches::first) {
    patches.narrow(0, 1, patches.size(0) - 1).zero_();
  }
  return {{patches, spot_positions(rows, kArrayCells)}, {}};
}

}  // namespace

SpotMethod histogene_method() {
  return method_of<HistogeneTraining>(
      {.name = "histogene_model",
       .sentence =
           "HisToGene, a transformer over the spots of a section, trained on "
           "whole sections.",
       .reads = {.pictures = true, .places = true},
       .whole_section = true,
       .network =
           [](const Json& config, const Initial& initial) {
             return histogene_network(config_of(config), initial);
           },
       .batch = batch_of,
       .cost = {.parameters = 106'648'337,
                .bytes_per_spot = 1'000'000,
                .seconds_per_spot = 1.5e-2}},
      plan_of);
}

ModelKind histogene_kind() { return spot_kind(histogene_method()); }

StepKind histogene_model_step() {
  const SpotMethod method = histogene_method();
  return trained_by(
      method,
      spot_step<HistogeneTraining>(method)
          .option("depth", &HistogeneTraining::depth,
                  "blocks of the transformer; the published code's own default "
                  "is 4",
                  {1, {}})
          .option("width", &HistogeneTraining::width, "of a spot's vector",
                  {1, {}})
          .option("dropout", &HistogeneTraining::dropout,
                  "share of values that are dropped in training", {0, 0.99})
          .option("filled_patches", &HistogeneTraining::filled_patches,
                  "first: of each section all patches but the first are 0, as "
                  "the published loader of the cSCC data leaves them"));
}

}  // namespace moonstain
