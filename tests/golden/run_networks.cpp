// Networks: encoders, what is trained and what it predicts.

#include "core/data/stored/dataset.h"
#include "core/data/stored/targets.h"
#include "core/learn/network/densenet.h"
#include "core/learn/network/resnet.h"
#include "core/learn/network/vision_transformer.h"
#include "models/encoders/ctranspath.h"
#include "tests/golden/steps.h"
#include "tests/learn/examples/nucleus_sample.h"

namespace moonstain {

namespace {

// GHIST on a drawn slide.
void run_ghist(Steps& steps) {
  const NucleusSample drawn(64, 64);
  const auto cells = steps.given(drawn.input.dataset, "ghist_cells", "x/S");
  const auto types = steps.given(*drawn.input.types, "ghist_types", "x/S");
  const Inputs::Item labels{drawn.input.labels, "", "x/S"};
  const Inputs::Item drawing{drawn.input.picture, "p.png", ""};
  const auto profiles =
      steps.run("mean_profiles", Json::object(),
                {{"targets",
                  {steps.run("targets", Json::object(), {{"dataset", {cells}}},
                             "ghist_targets", "x/S")}},
                 {"types", {types}}});
  steps.run(
      "profile_table", Json::object(),
      {{"table", {steps.file("profiles.csv", ",GA,GC\n0,1.5,0\n1,0,2\n")}}});
  const auto ghist = steps.run("ghist_model",
                               {{"width", 2},
                                {"epochs", 3},
                                {"batch", 2},
                                {"patch_px", 32},
                                {"seed", 1}},
                               {{"dataset", {cells}},
                                {"labels", {labels}},
                                {"types", {types}},
                                {"picture", {drawing}},
                                {"reference", {profiles}}});
  steps.run("predictions", {{"composition_rule", "immune"}, {"overlap_px", 8}},
            {{"model", {ghist}},
             {"dataset", {cells}},
             {"labels", {labels}},
             {"picture", {drawing}}},
            "ghist_predictions", "x/S");
}

}  // namespace

Predicted run_networks(Steps& steps, const Sections& made) {
  const auto& [datasets, patches, targets, grids, features, colours] = made;
  const Inputs::Item weights{
      "recipes/lib/mobilenet_v1/imagenet_uint8.safetensors",
      "imagenet_uint8.safetensors", ""};
  for (const char* encoder : {"mobilenet_v1", "mobilenet_v1_symmetries"}) {
    steps.run(encoder, {{"layer", "block2"}, {"input_px", 32}},
              {{"patches", {patches[0]}}, {"weights", {weights}}});
  }

  const Inputs::Item saved{"tests/models/encoders/small_network.pt",
                           "small_network.pt", ""};
  steps.run("torchscript", {{"input_px", 32}},
            {{"patches", {patches[0]}}, {"weights", {saved}}}, "",
            patches[0].section);

  // The network is of one size: weights drawn from a seed.
  State state;
  const VisionTransformer tower(
      Names(state, {7, "step_digests"}, at::kFloat) / "visual", {});
  const auto tower_weights =
      steps.weights("clip.safetensors", weights_of(state));
  Json large = about(1);
  large["tile_px"] = 224;
  const auto large_tiles =
      steps.run("synthetic_patches", large, {{"dataset", {datasets[0]}}},
                "large_patches", section(1));
  steps.run("clip_vit_b32", Json::object(),
            {{"patches", {large_tiles}}, {"weights", {tower_weights}}});

  State of_ctranspath;
  const CTransPath ctranspath(
      Names(of_ctranspath, {7, "step_digests"}, at::kFloat));
  const auto swin_weights =
      steps.weights("ctranspath.safetensors", weights_of(of_ctranspath));
  steps.run("ctranspath", Json::object(),
            {{"patches", {large_tiles}}, {"weights", {swin_weights}}});

  for (const std::int64_t depth : {18, 50}) {
    State of_resnet;
    const std::string name = concat("resnet", depth);
    const ResNet resnet(Names(of_resnet, {7, "step_digests"}, at::kFloat),
                        {.depth = depth});
    steps.run(name, {{"input_px", 32}, {"scale", "minus_one_to_one"}},
              {{"patches", {patches[0]}},
               {"weights",
                {steps.weights(name + ".safetensors", weights_of(of_resnet))}}},
              "", patches[0].section);
  }
  State of_densenet;
  const DenseNet121 densenet(
      Names(of_densenet, {7, "step_digests"}, at::kFloat) / "features");
  steps.run(
      "densenet121", {{"input_px", 32}},
      {{"patches", {patches[0]}},
       {"weights",
        {steps.weights("densenet121.safetensors", weights_of(of_densenet))}}},
      "", patches[0].section);

  const auto model = steps.run("hist_model", {{"epochs", 2}, {"seed", 1}},
                               {{"features", {features[0]}},
                                {"targets", {targets[0]}},
                                {"grid", {grids[0]}}});
  const std::map<std::string, std::vector<Inputs::Item>> held_out{
      {"model", {model}}, {"features", {features[1]}}, {"grid", {grids[1]}}};
  const auto predictions =
      steps.run("predictions", Json::object(), held_out, "", section(2));
  const auto map =
      steps.run("grid_predictions", Json::object(), held_out, "", section(2));
  // A mask: the spots that have the first gene.
  Targets seen = Targets::read(targets[0].path);
  seen.variables.resize(1);
  seen.values = (seen.values.leftCols(1).array() > 0).cast<float>();
  const auto mask = steps.given(seen, "mask", section(1));
  const auto tumour = steps.run(
      "hist_tumour_model", {{"epochs", 2}, {"seed", 1}},
      {{"features", {features[0]}}, {"targets", {mask}}, {"grid", {grids[0]}}});
  steps.run(
      "grid_predictions", Json::object(),
      {{"model", {tumour}}, {"features", {features[1]}}, {"grid", {grids[1]}}},
      "tumour_map", section(2));
  steps.run("hist_ablation_model",
            {{"epochs", 2},
             {"seed", 1},
             {"batch", 0},
             {"skips", "plain"},
             {"positions", "within_tissue"}},
            {{"features", {features[0]}},
             {"targets", {targets[0]}},
             {"grid", {grids[0]}}});
  // At its start: two steps of Adam round by the CPU, and so would its maps.
  const auto untrained = steps.run(
      "hist_model",
      {{"epochs", 1}, {"learning_rate", 0.0}, {"eta_min", 0.0}, {"seed", 1}},
      {{"features", {features[0]}},
       {"targets", {targets[0]}},
       {"grid", {grids[0]}}},
      "hist_model_at_start");
  const auto attended = steps.run(
      "grad_cam", {{"gene", Targets::read(targets[0].path).variables.at(0)}},
      {{"model", {untrained}},
       {"features", {features[1]}},
       {"grid", {grids[1]}}},
      "", section(2));
  steps.run(
      "grad_cam_panel", {{"layers", {"Conv1", "msag1"}}},
      {{"maps", {attended}}, {"grid", {grids[1]}}, {"dataset", {datasets[1]}}},
      "", section(2));
  // Cells beside the spots, where the picture is wider than the array.
  Dataset wide = Dataset::read(datasets[0].path);
  wide.picture_width_px += wide.picture_width_px / 2;
  steps.run("background_dataset", Json::object(),
            {{"dataset", {steps.given(wide, "wide_dataset", section(1))}},
             {"grid", {grids[0]}}},
            "", section(1));
  steps.run("knn_predictions", {{"neighbours", 2}},
            {{"training", {colours[0]}},
             {"targets", {targets[0]}},
             {"features", {colours[1]}}});
  // HESpotEx: an autoencoder of one section's expression, then of the other's;
  // its latents, and the image stage that learns them.
  const auto eight =
      steps.run("spot_graph", Json::object(), {{"dataset", {datasets[0]}}},
                "spot_graph_of_gate", section(1));
  const auto four = [&](int i) {
    return steps.run("spot_graph",
                     {{"neighbours", 4},
                      {"with_self", false},
                      {"undirected", false},
                      {"whole_pixels", true}},
                     {{"dataset", {datasets[i - 1]}}}, concat("spot_graph_", i),
                     section(i));
  };
  const auto gate = steps.run("gate_model", {{"steps", 3}, {"seed", 1}},
                              {{"targets", {targets[0]}}, {"graph", {eight}}});
  const auto latents = steps.run(
      "gate_latents", Json::object(),
      {{"model", {gate}}, {"targets", {targets[0]}}, {"graph", {eight}}}, "",
      section(1));
  const auto hespotex =
      steps.run("hespotex_model", {{"epochs", 3}, {"seed", 1}},
                {{"features", {features[0]}},
                 {"targets", {targets[0]}},
                 {"latents", {latents}},
                 {"graph", {four(1)}}});
  steps.run("predictions", {{"shift", "minus_minimum"}},
            {{"model", {hespotex}},
             {"features", {features[1]}},
             {"graph", {four(2)}}},
            "hespotex_predictions", section(2));
  run_ghist(steps);
  return {model, predictions, map};
}

}  // namespace moonstain
