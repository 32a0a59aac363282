#include "core/learn/predict.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/nucleus_counts.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/spot_graph.h"
#include "core/data/stored/tile_width.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/examples/grid_maps.h"
#include "core/learn/examples/grid_section.h"

namespace moonstain {
namespace {

// The model's kind, whose inputs are there.
const ModelKind& kind_for(const Model& model, const Inputs& inputs,
                          const std::vector<ModelKind>& kinds) {
  const ModelKind& kind = find_kind(kinds, model);
  for (const std::string& input : kind.inputs) {
    check(inputs.has(input), "predictions: a ", kind.name, " reads input '",
          input, "', which is not given");
  }
  for (const std::string& input : inputs.names()) {
    const auto among = [&](const std::vector<std::string>& names) {
      return std::find(names.begin(), names.end(), input) != names.end();
    };
    check(input == "model" || among(kind.inputs) || among(kind.may_read),
          "predictions: a ", kind.name, " does not read input '", input,
          "'; leave it out");
  }
  return kind;
}

Predictor predictor_of(const Model& model) {
  return {model.kind, PredictorKind::model, model.seed, model.fold};
}

Needs needs_of_model(const Options&, const InputSizes& sizes) {
  // On a graph, what an LSTM makes of spots is of the order of its weights.
  const unsigned models = sizes.of("graph") > 0 ? 4 : 2;
  // Over nuclei, the maps of a patch of 256 px go with the network's width,
  // its weights with the square: 1.3 GB at 29 million weights.
  const double maps =
      sizes.of("labels") > 0
          ? 1.2e5 * std::sqrt(static_cast<double>(sizes.of("model")))
          : 0;
  return Needs{
      .memory_bytes = 512 * kMiB + models * sizes.of("model") +
                      2 * sizes.of("features") + 2 * sizes.of("background") +
                      2 * sizes.of("dataset") + 4 * sizes.of("patches") +
                      2 * sizes.of("parts") + 4 * sizes.of("map") +
                      static_cast<std::uint64_t>(maps),
      .seconds = 2};
}

// What is done to predictions in the end.
enum class Shift {
  none,
  /// The smallest of all values is subtracted from all, so that it is 0: the
  /// last step of HESpotEx (recipes/hespotex_loocv/METHOD.md 4.5, 9.17).
  minus_minimum,
};

// The model that a page judges, or the same trained or chosen otherwise, which
// stands beside it (PredictorKind).
enum class Part { model, variant };

struct PredictionOptions {
  Shift shift = Shift::none;
  Part part = Part::model;
  std::string name;
};

}  // namespace

template <>
struct KindWords<Part> {
  static constexpr std::string_view kAll[] = {"model", "variant"};
};
template <>
struct KindWords<Shift> {
  static constexpr std::string_view kAll[] = {"none", "minus_minimum"};
};

GridValues grid_values(Network& network, const Model& model,
                       const GridSection& section) {
  const std::string where = "predictions: model.json";
  const auto channels = integer_member(model.config, "channels", where);
  check(section.encoder == model.encoder && section.features.cols() == channels,
        "predictions: the model learned from ", model.encoder, " with ",
        channels, " values, the features of section ", section.grid.section,
        " are ", section.encoder, " with ", section.features.cols());
  check_same_width("predictions", "the model's sections", model.tiles,
                   concat("section ", section.grid.section), section.tiles);
  GridValues made;
  made.section = section.grid.section;
  made.rows = section.grid.rows;
  made.columns = section.grid.columns;
  made.row_shift = integer_member(model.config, "target_row_shift", where);
  made.variable_axis = model.outputs.axis;
  made.variables = model.outputs.names;
  made.values = predict_grid(network, section);
  return made;
}

Predictions predict(const Model& model, const Inputs& inputs,
                    const std::vector<ModelKind>& kinds,
                    const NucleusQuestion& question) {
  const ModelKind& kind = kind_for(model, inputs, kinds);
  check(kind.predict_nuclei != nullptr || question == NucleusQuestion{},
        "predictions: a ", kind.name,
        " says nothing of nuclei; leave out overlap_px, composition_rule, "
        "alpha and seed");
  const auto network = network_of(kind, model);
  Predictions predictions =
      kind.predict_nuclei != nullptr
          ? kind.predict_nuclei(*network, model, inputs, question)
          : kind.predict(*network, model, inputs);
  predictions.predictor = predictor_of(model);
  return predictions;
}

GridValues predict_grid(const Model& model, const Inputs& inputs,
                        const std::vector<ModelKind>& kinds) {
  const ModelKind& kind = kind_for(model, inputs, kinds);
  check(kind.predict_grid != nullptr, "grid_predictions: a ", kind.name,
        " says nothing of a grid's cells; expected a model of a grid");
  const auto network = network_of(kind, model);
  GridValues values = kind.predict_grid(*network, model, inputs);
  values.predictor = predictor_of(model);
  return values;
}

StepKind predictions_step(std::vector<ModelKind> kinds) {
  return StepKind("predictions", 2,
                  "What a trained model predicts for a section.")
      .numeric(Numeric::torch)
      .applies<Model>("model", "the trained network")
      .applies<Features>("features", "of the section, by the model's encoder")
      .optional()
      .applies<GridMap>("grid",
                        "where the section's spots lie, for a model of a grid")
      .optional()
      .applies<Features>("background",
                         "of its cells without a spot, for a model of a grid "
                         "that has seen the picture there")
      .optional()
      .applies<SpotGraph>("graph",
                          "neighbours of its spots, for a model of a graph")
      .optional()
      .applies<NucleusCounts>("nuclei",
                              "at its spots, for a model that learned with "
                              "them")
      .optional()
      .applies<Patches>("patches",
                        "pictures of its spots, for a model that sees them")
      .optional()
      .applies<Features>("parts",
                         "of what lies in its spots, rows SPOT/NUMBER, for a "
                         "model that learned from them")
      .optional()
      .applies<SpotGraph>("part_graph", "neighbours among these parts")
      .optional()
      .applies<Dataset>("dataset",
                        "cells or spots, for a model that sees the picture or "
                        "reads array positions")
      .optional()
      .applies<LabelImage>("labels", "nuclei of that picture")
      .within("dataset")
      .optional()
      .applies<File>("picture", "picture at full resolution")
      .within("dataset")
      .optional()
      .applies<GridValues>("map",
                           "predicted expression of a slide, for a model that "
                           "tells something of the slide as a whole")
      .optional()
      .option("shift", &PredictionOptions::shift,
              "minus_minimum: the smallest value of all is subtracted from all")
      .option("part", &PredictionOptions::part,
              "the model that is judged, or a variant of it to stand beside")
      .option("name", &PredictionOptions::name,
              "what the predictor is called; empty: as the model's kind")
      .option("overlap_px", &NucleusQuestion::overlap_px,
              "of patches, for a model of nuclei", {0, {}})
      .unit("px")
      .option("composition_rule", &NucleusQuestion::composition_rule,
              "for a model of nuclei: who gets another branch's expression, by "
              "the composition of its patch; the pass for malignant cells with "
              "its share taken as 0 (flagged) or as it is")
      .option("alpha", &NucleusQuestion::alpha, "of the rule's immune pass",
              {0, {}})
      .option("seed", &NucleusQuestion::seed,
              "of what the rule draws, beside the section's name")
      .needs(needs_of_model)
      .makes<Predictions>([kinds](const Inputs& in, const Options& options) {
        const auto chosen = options.as<PredictionOptions>();
        Predictions made = predict(in.get<Model>("model"), in, kinds,
                                   options.as<NucleusQuestion>());
        if (!chosen.name.empty()) made.predictor.name = chosen.name;
        if (chosen.part == Part::variant) {
          made.predictor.kind = PredictorKind::variant;
        }
        if (chosen.shift == Shift::minus_minimum) {
          made.values.array() -= made.values.minCoeff();
        }
        return made;
      });
}

StepKind grid_predictions_step(std::vector<ModelKind> kinds) {
  return StepKind("grid_predictions", 1,
                  "What a trained model says of every cell of a section's "
                  "grid.")
      .numeric(Numeric::torch)
      .applies<Model>("model", "the trained network")
      .applies<Features>("features", "of the section, by the model's encoder")
      .applies<GridMap>("grid", "where the section's spots lie")
      .applies<Features>("background",
                         "of its cells without a spot, for a model that has "
                         "seen the picture there")
      .optional()
      .needs(needs_of_model)
      .makes<GridValues>([kinds](const Inputs& in, const Options&) {
        return predict_grid(in.get<Model>("model"), in, kinds);
      });
}

}  // namespace moonstain
