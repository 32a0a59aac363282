#include "models/networks/egnv2_model.h"

#include <ATen/ops/cat.h>

#include <memory>
#include <utility>

#include "core/learn/config_words.h"
#include "core/learn/spot_step.h"
#include "models/networks/egn_loss.h"
#include "models/networks/egnv2_graph.h"
#include "models/networks/exemplars.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "egnv2_model";
constexpr const char* kConfig = "egnv2_model: model.json";
constexpr double kEpsilon = 1e-8;  // of a gene's range

Egnv2Config config_of(const Json& json) {
  return {
      .features = integer_member(json, "features", kConfig),
      .genes = integer_member(json, "genes", kConfig),
      .layers = integer_member(json, "layers", kConfig),
      .expression = word_member<ExampleExpression>(json, "expression", kConfig),
      .messages = word_member<BlockMessages>(json, "messages", kConfig)};
}

// What the network sees of a section beside its spots.
class Graphs {
 public:
  Graphs(const Exemplars& training, const GeneScale& scale, std::int64_t count,
         LookUp look_up)
      : training_(training),
        pool_(at::cat(
            {training.features, scale.scaled(training.expression, kEpsilon)},
            1)),
        count_(count),
        look_up_(look_up) {}

  Egnv2Graph of(const SpotSection& section) const {
    return egnv2_graph(
        training_.nearest(section, count_, RowDistance::l1, look_up_, kStep),
        pool_);
  }

 private:
  const Exemplars& training_;
  at::Tensor pool_;
  std::int64_t count_;
  LookUp look_up_;
};

Tensors inputs_of(const SpotRows& rows, const Egnv2Graph& graph) {
  return {spot_features(rows), graph.examples, spot_edges(rows), graph.close,
          graph.refer};
}

Matrix predicted(Network& network, std::span<const SpotSection> one,
                 const Json& config) {
  const Exemplars exemplars =
      Exemplars::carried(network.state(), config, kConfig);
  const GeneScale scale = GeneScale::carried(network.state());
  const Egnv2Graph graph =
      Graphs(exemplars, scale, integer_member(config, "exemplars", kConfig),
             word_member<LookUp>(config, "look_up", kConfig))
          .of(one.front());
  const Tensors outputs = network.forward(
      inputs_of(rows_of_section(one, 0), graph), Mode::evaluation);
  return rows_of(scale.in_unit(outputs.at(0)));
}

}  // namespace

SpotPlan egnv2_plan(const Egnv2Training& training,
                    const std::vector<SpotSection>& sections) {
  const Exemplars exemplars = Exemplars::of(sections);
  const GeneScale scale = GeneScale::of(sections, training.target_scale);
  const Graphs all(exemplars, scale, training.exemplars, training.look_up);
  std::vector<Egnv2Graph> graphs;
  for (const SpotSection& section : sections) graphs.push_back(all.of(section));

  SpotPlan plan;
  plan.config = {{"features", sections.front().features.cols()},
                 {"genes", sections.front().targets.cols()},
                 {"layers", training.layers},
                 {"expression", word_of(training.expression)},
                 {"messages", word_of(training.messages)},
                 {"exemplars", training.exemplars},
                 {"look_up", word_of(training.look_up)},
                 {"exemplar_sections", exemplars.sections}};
  plan.stages = {{.objective = egn_objective(1),
                  .optimiser = {.rule = Adam{.decoupled_decay = true},
                                .clip_norm = {},
                                .groups = {}}}};
  plan.carried = exemplars.tensors();
  for (CarriedTensor& one : scale.tensors()) {
    plan.carried.push_back(std::move(one));
  }
  plan.stages.front().batch = [graphs = std::move(graphs),
                               scale](const SpotRows& rows) {
    return Batch{inputs_of(rows, graphs.at(rows.places.front().section)),
                 {scale.scaled(spot_targets(rows), kEpsilon)}};
  };
  return plan;
}

SpotMethod egnv2_method() {
  return method_of<Egnv2Training>(
      {.name = kStep,
       .sentence = "EGNv2's network on features of spots, their neighbours and "
                   "exemplars, trained on whole sections.",
       .reads = {.features = true, .graph = true},
       .whole_section = true,
       .network =
           [](const Json& config, const Initial& initial) {
             return egnv2_network(config_of(config), initial);
           },
       .batch = {},
       .cost = {.parameters = 12'099'346,
                .bytes_per_spot = 1'000'000,
                .seconds_per_spot = 6e-3},
       .predict = predicted},
      egnv2_plan);
}

ModelKind egnv2_kind() { return spot_kind(egnv2_method()); }

StepKind egnv2_model_step() {
  const SpotMethod method = egnv2_method();
  return trained_by(
      method,
      spot_step<Egnv2Training>(method)
          .option("exemplars", &Egnv2Training::exemplars,
                  "training spots that a spot refers to", {1, {}})
          .option("look_up", &Egnv2Training::look_up,
                  "which: of other sections, or all others, where one section "
                  "is learned from")
          .option("layers", &Egnv2Training::layers, "of the graph", {1, {}})
          .option("expression", &Egnv2Training::expression,
                  "of exemplars: corrected, or faithful to code that takes "
                  "hidden values for it; these are 512, and genes at most as "
                  "many")
          .option("messages", &Egnv2Training::messages,
                  "of exemplars and spots: faithful to code that has applied "
                  "the leaky ReLU to them in place; corrected: as before it")
          .option("target_scale", &Egnv2Training::target_scale,
                  "targets between the training spots' least and largest, or "
                  "as given"));
}

}  // namespace moonstain
