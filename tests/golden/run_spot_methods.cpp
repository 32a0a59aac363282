// Methods over spots: each trained, and what it says.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/text.h"
#include "core/data/stored/features.h"
#include "core/data/stored/spot_graph.h"
#include "tests/golden/steps.h"

namespace moonstain {
namespace {

// Five parts of each spot, with shares of its first three features; each is a
// neighbour of the one before it.
std::pair<Features, SpotGraph> parts_of(const Inputs::Item& item) {
  const Features features = Features::read(item.path);
  const auto count = 5 * static_cast<Eigen::Index>(features.spots.size());
  std::pair<Features, SpotGraph> made;
  auto& [parts, graph] = made;
  parts.section = graph.section = features.section;
  parts.encoder = graph.rule = "made for a test";
  parts.values.resize(count, 3);
  std::vector<Eigen::Index> from;
  for (Eigen::Index row = 0; row < count; ++row) {
    parts.spots.push_back(concat(
        features.spots[static_cast<std::size_t>(row / 5)], "/", row % 5));
    parts.values.row(row) = features.values.row(row / 5).leftCols(3) *
                            (static_cast<float>(row % 5 + 1) / 5);
    if (row % 5 > 0) from.push_back(row - 1);
  }
  graph.spots = parts.spots;
  graph.edges.resize(2, std::ssize(from));
  for (std::size_t i = 0; i < from.size(); ++i) {
    graph.edges.col(static_cast<Eigen::Index>(i)) << from[i], from[i] + 1;
  }
  return made;
}

// Methods over spots, and what each says of the other section.
void run_spots(Steps& steps, const Sections& made) {
  using Reads = std::map<std::string, const std::vector<Inputs::Item>*>;
  const auto run = [&](const std::string& name, const Json& options,
                       const Reads& reads) {
    std::map<std::string, std::vector<Inputs::Item>> learned{
        {"targets", {made.targets[0]}}};
    std::map<std::string, std::vector<Inputs::Item>> applied;
    for (const auto& [input, sections] : reads) {
      learned[input] = {sections->at(0)};
      applied[input] = {sections->at(1)};
    }
    applied["model"] = {steps.run(name, options, learned)};
    steps.run("predictions", Json::object(), applied,
              concat(name, "_predictions"), section(2));
  };
  run("hist2rna_model", {{"epochs", 2}, {"seed", 1}},
      {{"features", &made.features}});
  run("deeppt_model", {{"epochs", 2}, {"autoencoder_epochs", 2}, {"seed", 1}},
      {{"features", &made.colours}});
  run("sequoia_model",
      {{"epochs", 2}, {"blocks", 1}, {"heads", 2}, {"seed", 1}},
      {{"features", &made.features}, {"dataset", &made.datasets}});

  std::vector<Inputs::Item> parts, graphs;
  for (int i : {0, 1}) {
    const auto [values, graph] = parts_of(made.features[i]);
    parts.push_back(steps.given(values, concat("parts_", i), section(i + 1)));
    graphs.push_back(
        steps.given(graph, concat("part_graph_", i), section(i + 1)));
  }
  const Json short_training{{"epochs", 2}, {"batch", 8}, {"seed", 1}};
  run("stnet_model", short_training, {{"patches", &made.patches}});
  run("igidl_model", short_training,
      {{"patches", &made.patches}, {"parts", &parts}, {"part_graph", &graphs}});
  run("istar_model", short_training,
      {{"parts", &parts}, {"dataset", &made.datasets}});
}

// Networks over whole sections, trained on the first and asked of the second.
void run_whole_sections(Steps& steps, const Sections& made) {
  const auto small = [&](const std::string& name, std::int64_t tile_px,
                         Json options, bool graph) {
    options.update({{"epochs", 2}, {"seed", 1}, {"learning_rate", 1e-3}});
    const auto inputs_of = [&](int i) {
      Json tiles = about(i);
      tiles["tile_px"] = tile_px;
      const std::vector<Inputs::Item> dataset{made.datasets[i - 1]};
      std::map<std::string, std::vector<Inputs::Item>> inputs{
          {"dataset", dataset},
          {"patches",
           {steps.run("synthetic_patches", tiles, {{"dataset", dataset}},
                      concat("patches_of_", name, "_", i), section(i))}}};
      if (graph) {
        inputs["graph"] = {steps.run("spot_graph",
                                     {{"neighbours", 4},
                                      {"with_self", false},
                                      {"undirected", false},
                                      {"on_array", true}},
                                     {{"dataset", dataset}},
                                     concat("graph_of_", name, "_", i),
                                     section(i))};
      }
      return inputs;
    };
    auto training = inputs_of(1);
    training["targets"] = {made.targets[0]};
    auto asked = inputs_of(2);
    asked["model"] = {steps.run(name, options, training)};
    steps.run("predictions", Json::object(), asked,
              concat(name, "_predictions"), section(2));
  };
  small("histogene_model", 16, {{"depth", 1}, {"width", 16}}, false);
  small("hist2st_model", 28,
        {{"mixers", 1},
         {"blocks", 1},
         {"graph_layers", 2},
         {"heads", 2},
         {"passes", 2}},
        true);
  small("thitogene_model", 112,
        {{"blocks", 1}, {"heads", 2}, {"graph_heads", 2}, {"capsules", 2}},
        true);
}

// Methods that look training spots up, each trained on both sections.
void run_look_ups(Steps& steps, const Sections& made) {
  using Items = std::vector<Inputs::Item>;
  Items near, tiles;
  for (const int i : {1, 2}) {
    const std::map<std::string, Items> of{{"dataset", {made.datasets[i - 1]}}};
    near.push_back(steps.run("spot_graph",
                             {{"neighbours", 4},
                              {"with_self", false},
                              {"undirected", false},
                              {"on_array", true},
                              {"reach", 1}},
                             of, concat("near_", i), section(i)));
    Json small = about(i);
    small["tile_px"] = 32;
    tiles.push_back(steps.run("synthetic_patches", small, of,
                              concat("look_up_tiles_", i), section(i)));
  }
  const Items features{made.features[0], made.features[1]};
  const auto run = [&](const std::string& step, Json given,
                       const std::map<std::string, Items>& inputs) {
    if (!given.contains("epochs")) given["epochs"] = 2;
    given["seed"] = 1;
    auto training = inputs;
    training["targets"] = {made.targets[0], made.targets[1]};
    const auto model = steps.run(step, std::move(given), training);
    std::map<std::string, Items> held_out{{"model", {model}}};
    for (const auto& [name, items] : inputs) held_out[name] = {items[1]};
    steps.run("predictions", Json::object(), held_out, step + "_predictions",
              section(2));
  };
  run("egnv2_model", {{"layers", 1}, {"exemplars", 3}},
      {{"features", features}, {"graph", near}});
  run("egnv1_model",
      {{"exemplars", 3},
       {"depth", 2},
       {"width", 16},
       {"heads", 1},
       {"patch_px", 16}},
      {{"features", features}, {"patches", tiles}});
  run("bleep_frozen_model", {{"neighbours", 5}}, {{"features", features}});
  // A second pass through a ResNet-50 would be the CPU's rounding.
  run("bleep_model", {{"neighbours", 5}, {"epochs", 1}}, {{"patches", tiles}});
}

}  // namespace

void run_spot_methods(Steps& steps, const Sections& made) {
  run_spots(steps, made);
  run_whole_sections(steps, made);
  run_look_ups(steps, made);
}

}  // namespace moonstain
