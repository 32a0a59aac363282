#include "models/networks/hist2st_model.h"

#include <ATen/ops/empty.h>

#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/learn/config_words.h"
#include "core/learn/spot_step.h"
#include "models/networks/hist2st.h"
#include "models/networks/spot_patches.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "hist2st_model";
constexpr const char* kConfig = "hist2st_model: model.json";

Hist2stConfig config_of(const Json& json) {
  return {.patch_px = integer_member(json, "patch_px", kConfig),
          .genes = integer_member(json, "genes", kConfig),
          .mixers = integer_member(json, "mixers", kConfig),
          .blocks = integer_member(json, "blocks", kConfig),
          .graph_layers = integer_member(json, "graph_layers", kConfig),
          .heads = integer_member(json, "heads", kConfig),
          .dropout = number_member(json, "dropout", kConfig)};
}

SpotPlan plan_of(const Hist2stTraining& training,
                 const std::vector<SpotSection>& sections) {
  check(training.zinb_ridge == 0 || training.zinb_weight > 0, kStep,
        ": zinb_ridge is of the counts' likelihood, which zinb_weight = 0 "
        "leaves out");
  const SpotSection& first = sections.front();
  Objective objective{{mse_term()}};
  if (training.zinb_weight > 0) {
    objective.terms.push_back(zinb_term(training.zinb_weight, kHist2stLaw,
                                        /*counts=*/1, training.zinb_ridge));
  }
  SpotPlan plan{.config = {{"patch_px", first.picture_px},
                           {"genes", first.targets.cols()},
                           {"mixers", training.mixers},
                           {"blocks", training.blocks},
                           {"graph_layers", training.graph_layers},
                           {"heads", training.heads},
                           {"dropout", training.dropout},
                           {"lonely_spots", word_of(training.lonely_spots)}},
                .stages = {}};
  if (training.passes > 0) {
    objective.terms.push_back(distillation_term(training.distillation_weight));
    plan.augmentation = drawn_transforms(training.passes, training.flip);
  }
  plan.stages = {{.objective = std::move(objective),
                  .schedule = {.course = StepRate{50, 0.9}, .warm_up = {}},
                  .optimiser = {.rule = Adam{}}}};
  return plan;
}

void check_neighbours(const SpotRows& rows, const at::Tensor& edges) {
  std::vector<bool> heard(static_cast<std::size_t>(rows.size()), false);
  const std::int64_t* to = edges.const_data_ptr<std::int64_t>() + edges.size(1);
  for (std::int64_t e = 0; e < edges.size(1); ++e) {
    heard[static_cast<std::size_t>(to[e])] = true;
  }
  for (std::size_t spot = 0; spot < heard.size(); ++spot) {
    const SpotSection& section = rows.section_of(spot);
    check(heard[spot], kStep, ": spot '",
          section.spots[static_cast<std::size_t>(rows.places[spot].row)],
          "' of section ", section.section,
          " has no neighbour in the graph, whose mean the published code "
          "divides 0 by 0 for; lonely_spots = \"corrected\" takes a vector of "
          "0, a graph without reach has neighbours of all");
  }
}

Batch batch_of(const SpotRows& rows, const Json& config, const State&) {
  const at::Tensor edges = spot_edges(rows).contiguous();
  if (word_member<LonelySpots>(config, "lonely_spots", kConfig) ==
      LonelySpots::faithful) {
    check_neighbours(rows, edges);
  }
  Batch batch{{patch_maps(spot_pictures(rows)),
               spot_positions(rows, kArrayCells), edges},
              {}};
  if (rows.has_targets()) {
    batch.targets = {spot_counts(rows), spot_size_factors(rows)};
  }
  return batch;
}

}  // namespace

Augmentation drawn_transforms(std::int64_t passes, Flip flip) {
  return [passes, flipped = flip == Flip::faithful ? 1.0 : 2.0](
             Batch& batch, std::span<RandomStream> streams) {
    RandomStream& stream = streams.front();
    at::Tensor transforms = at::empty({passes, 3}, at::kDouble);
    double* to = transforms.mutable_data_ptr<double>();
    for (std::int64_t pass = 0; pass < passes; ++pass, to += 3) {
      to[0] = stream.uniform() < 0.1 ? 1 : 0;
      to[1] = 180 * stream.uniform() - 90;
      to[2] = stream.uniform() < 0.2 ? flipped : 0;
    }
    batch.inputs.push_back(transforms);
  };
}

SpotMethod hist2st_method() {
  return method_of<Hist2stTraining>(
      {.name = kStep,
       .sentence =
           "Hist2ST, convolutions, a transformer and a graph over the spots of "
           "a section, trained on whole sections.",
       .reads =
           {.pictures = true, .places = true, .counts = true, .graph = true},
       .whole_section = true,
       .network =
           [](const Json& config, const Initial& initial) {
             return hist2st_network(config_of(config), initial);
           },
       .batch = batch_of,
       .cost = {.parameters = 75'789'833,
                .bytes_per_spot = 12'000'000,
                .seconds_per_spot = 0.1}},
      plan_of);
}

ModelKind hist2st_kind() { return spot_kind(hist2st_method()); }

StepKind hist2st_model_step() {
  const SpotMethod method = hist2st_method();
  return trained_by(
      method,
      spot_step<Hist2stTraining>(method)
          .option("mixers", &Hist2stTraining::mixers,
                  "blocks of convolutions over a patch", {1, {}})
          .option("blocks", &Hist2stTraining::blocks, "of the transformer",
                  {1, {}})
          .option("graph_layers", &Hist2stTraining::graph_layers,
                  "whose outputs the memory reads", {1, {}})
          .option("heads", &Hist2stTraining::heads, "of the transformer",
                  {1, {}})
          .option("dropout", &Hist2stTraining::dropout,
                  "share of values that are dropped in training", {0, 0.99})
          .option("passes", &Hist2stTraining::passes,
                  "of transformed patches that are distilled from; 0 leaves "
                  "distillation out",
                  {0, {}})
          .option("flip", &Hist2stTraining::flip,
                  "of such a pass: faithful to code that mirrors y; corrected: "
                  "x, as a horizontal flip does")
          .option("zinb_weight", &Hist2stTraining::zinb_weight,
                  "of the counts' likelihood in the loss; 0 leaves it out",
                  {0, {}})
          .option("zinb_ridge", &Hist2stTraining::zinb_ridge,
                  "times the mean square of the extra zeros, added to the "
                  "counts' likelihood",
                  {0, {}})
          .option("distillation_weight", &Hist2stTraining::distillation_weight,
                  "of the distance to what is distilled", {0, {}})
          .option("lonely_spots", &Hist2stTraining::lonely_spots,
                  "without neighbours, whose mean the published code divides 0 "
                  "by 0 for: faithful: an error names one; corrected: 0"));
}

}  // namespace moonstain
