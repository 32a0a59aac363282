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
  fail("predictions: the model's network is '", model.network,
       "'; known: ", names);
}

}  // namespace

Predictions predict(const Model& model, const GridSection& section,
                    const std::vector<NetworkKind>& kinds) {
  const std::string where = "predictions: model.json";
  const auto channels = integer_member(model.config, "channels", where);
  check(section.encoder == model.encoder && section.features.cols() == channels,
        "predictions: the model learned from ", model.encoder, " with ",
        channels, " values, the features of section ", section.grid.section,
        " are ", section.encoder, " with ", section.features.cols());
  const auto shift = integer_member(model.config, "target_row_shift", where);
  const auto network = network_of(model, kinds);

  Predictions predictions;
  predictions.section = section.grid.section;
  predictions.model = model.network;
  predictions.spots = section.grid.spots;
  predictions.genes = model.genes;
  predictions.grid = predict_grid(*network, section);
  predictions.values = values_at_spots(predictions.grid, section.grid, shift);
  predictions.grid_rows = section.grid.rows;
  predictions.grid_columns = section.grid.columns;
  return predictions;
}

StepKind predictions_step(std::vector<NetworkKind> kinds) {
  return StepKind("predictions", 1,
                  "Expression that a trained model predicts for a section.")
      .numeric(Numeric::torch)
      .applies<Model>("model", "the trained network")
      .applies<Features>("features", "of the section, by the model's encoder")
      .applies<GridMap>("grid", "where the section's spots lie")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + 2 * sizes.of("model"),
                     .seconds = 2};
      })
      .makes<Predictions>([kinds](const Inputs& in, const Options&) {
        return predict(
            in.get<Model>("model"),
            join_section(in.get<Features>("features"), in.get<GridMap>("grid")),
            kinds);
      });
}

}  // namespace moonstain
