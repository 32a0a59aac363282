#include "models/networks/thitogene_model.h"

#include "core/base/error.h"
#include "core/learn/config_words.h"
#include "core/learn/spot_step.h"
#include "models/networks/spot_patches.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "thitogene_model";
constexpr const char* kConfig = "thitogene_model: model.json";
constexpr std::int64_t kPatchPx = 112;  // what the capsules' window covers

ThitogeneConfig config_of(const Json& json) {
  return {.genes = integer_member(json, "genes", kConfig),
          .capsules = integer_member(json, "capsules", kConfig),
          .blocks = integer_member(json, "blocks", kConfig),
          .heads = integer_member(json, "heads", kConfig),
          .graph_heads = integer_member(json, "graph_heads", kConfig),
          .dropout = number_member(json, "dropout", kConfig),
          .attention = word_member<AttentionAxis>(json, "attention", kConfig)};
}

SpotPlan plan_of(const ThitogeneTraining& training,
                 const std::vector<SpotSection>& sections) {
  const SpotSection& first = sections.front();
  check(first.picture_px == kPatchPx, kStep, ": patches of section ",
        first.section, " are ", first.picture_px, " px a side, expected ",
        kPatchPx);
  return {
      .config = {{"genes", first.targets.cols()},
                 {"capsules", training.capsules},
                 {"blocks", training.blocks},
                 {"heads", training.heads},
                 {"graph_heads", training.graph_heads},
                 {"dropout", training.dropout},
                 {"attention", word_of(training.attention)}},
      .stages = {{.objective = {{mse_term()}}, .optimiser = {.rule = Adam{}}}}};
}

Batch batch_of(const SpotRows& rows, const Json&, const State&) {
  return {{patch_maps(spot_pictures(rows)), spot_positions(rows, kArrayCells),
           spot_edges(rows)},
          {}};
}

}  // namespace

SpotMethod thitogene_method() {
  return method_of<ThitogeneTraining>(
      {.name = kStep,
       .sentence =
           "THItoGene, capsules, a transformer and attention over the spots of "
           "a section, trained on whole sections.",
       .reads = {.pictures = true, .places = true, .graph = true},
       .whole_section = true,
       .network =
           [](const Json& config, const Initial& initial) {
             return thitogene_network(config_of(config), initial);
           },
       .batch = batch_of,
       .cost = {.parameters = 63'586'712,
                .bytes_per_spot = 3'000'000,
                .seconds_per_spot = 1e-2}},
      plan_of);
}

ModelKind thitogene_kind() { return spot_kind(thitogene_method()); }

StepKind thitogene_model_step() {
  const SpotMethod method = thitogene_method();
  return trained_by(
      method,
      spot_step<ThitogeneTraining>(method)
          .option("blocks", &ThitogeneTraining::blocks,
                  "of the transformer; the published code has 8 for the cSCC "
                  "data",
                  {1, {}})
          .option("heads", &ThitogeneTraining::heads, "of the transformer",
                  {1, {}})
          .option("graph_heads", &ThitogeneTraining::graph_heads,
                  "of the attention over neighbours", {1, {}})
          .option("capsules", &ThitogeneTraining::capsules,
                  "that a patch is seen as", {1, {}})
          .option("dropout", &ThitogeneTraining::dropout,
                  "share of values that are dropped in training", {0, 0.99})
          .option("attention", &ThitogeneTraining::attention,
                  "what its weights sum to 1 over: faithful: the spots that "
                  "have one neighbour, as published; corrected: a spot's "
                  "neighbours"));
}

}  // namespace moonstain
