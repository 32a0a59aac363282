#include "core/learn/predict.h"

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/examples/grid_maps.h"
#include "core/learn/examples/grid_section.h"

namespace moonstain {
namespace {

std::unique_ptr<Network> network_of(const Model& model,
                                    const std::vector<NetworkKind>& kinds) {
  std::string names;
  for (const NetworkKind& kind : kinds) {
    if (kind.name == model.network) {
      std::unique_ptr<Network> network = kind.make(model.config);
      load_weights(network->state(), model.weights, "weights.safetensors",
                   model.network);
      return network;
    }
    names += concat(names.empty() ? "" : ", ", kind.name);
  }
  fail("grid_predictions: the model's network is '", model.network,
       "'; known: ", names);
}

}  // namespace

GridValues predict(const Model& model, const GridSection& section,
                   const std::vector<NetworkKind>& kinds) {
  const std::string where = "grid_predictions: model.json";
  const auto channels = integer_member(model.config, "channels", where);
  check(section.encoder == model.encoder && section.features.cols() == channels,
        "grid_predictions: the model learned from ", model.encoder, " with ",
        channels, " values, the features of section ", section.grid.section,
        " are ", section.encoder, " with ", section.features.cols());
  const auto network = network_of(model, kinds);

  GridValues made;
  made.section = section.grid.section;
  made.predictor.name = model.network;
  made.rows = section.grid.rows;
  made.columns = section.grid.columns;
  made.row_shift = integer_member(model.config, "target_row_shift", where);
  made.variables = model.genes;
  made.values = predict_grid(*network, section);
  return made;
}

StepKind grid_predictions_step(std::vector<NetworkKind> kinds) {
  return StepKind("grid_predictions", 1,
                  "What a trained model says of every cell of a section's "
                  "grid.")
      .numeric(Numeric::torch)
      .applies<Model>("model", "the trained network")
      .applies<Features>("features", "of the section, by the model's encoder")
      .applies<GridMap>("grid", "where the section's spots lie")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + 2 * sizes.of("model"),
                     .seconds = 2};
      })
      .makes<GridValues>([kinds](const Inputs& in, const Options&) {
        return predict(
            in.get<Model>("model"),
            join_section(in.get<Features>("features"), in.get<GridMap>("grid")),
            kinds);
      });
}

StepKind predictions_step() {
  return StepKind("predictions", 2,
                  "What a grid's values say of the section's spots.")
      .applies<GridValues>("map", "what a model says of every cell")
      .applies<GridMap>("grid", "where the section's spots lie")
      .needs(in_memory(4, 1))
      .makes<Predictions>([](const Inputs& in, const Options&) {
        return at_spots(in.get<GridValues>("map"), in.get<GridMap>("grid"));
      });
}

}  // namespace moonstain
