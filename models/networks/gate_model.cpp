#include "models/networks/gate_model.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/config_words.h"
#include "core/learn/examples/graph_examples.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/collapse.h"
#include "core/learn/train/fit_report.h"
#include "core/learn/train/report.h"
#include "core/learn/trained_model.h"

namespace moonstain {

template <>
struct KindWords<Tying> {
  static constexpr std::string_view kAll[] = {"published", "summed"};
};

namespace {

constexpr const char* kStep = "gate_model";
constexpr const char* kConfig = "gate_model: model.json";

/// What model.json says of a GATE.
struct GateState {
  GateConfig config;
  std::vector<std::string> sections;  // that it was fitted to, in their order
};

GateState read_state(const Model& model, std::string_view step) {
  check(model.kind == kStep, step, ": the model is a ", model.kind,
        ", expected a ", kStep);
  GateState state;
  state.config.genes = integer_member(model.config, "genes", kConfig);
  state.config.hidden = integer_member(model.config, "hidden", kConfig);
  state.config.latent = integer_member(model.config, "latent", kConfig);
  state.config.tying = word_member<Tying>(model.config, "tying", kConfig);
  for (const Json& section : list_member(model.config, "sections", kConfig)) {
    state.sections.push_back(section.get<std::string>());
  }
  return state;
}

void load(Gate& gate, const Model& model) {
  load_weights(gate.state(), model.weights, "weights.safetensors", kStep);
}

void check_before(const Model& before, const GateState& state,
                  const GraphSection& section, const GateTraining& options) {
  check_same_names(section.genes, before.outputs.names, "gene",
                   concat(kStep, ": targets of section ", section.section,
                          " beside those of the model before"));
  check(state.config.tying == options.tying, kStep, ": tying = \"",
        word_of(options.tying), "\", the model before was fitted with \"",
        word_of(state.config.tying), "\"");
  check(before.seed == options.seed && before.fold == options.fold, kStep,
        ": seed = ", options.seed, " and fold = \"", options.fold,
        "\", but the first weights are those of the model before, of seed ",
        before.seed, " and fold \"", before.fold, "\"; give the same");
  check(std::find(state.sections.begin(), state.sections.end(),
                  section.section) == state.sections.end(),
        kStep, ": the model before was fitted to section ", section.section,
        " already; each comes once");
  check(!before.optimiser.tensors.empty(), kStep,
        ": the model before has no optimiser.safetensors to go on from");
}

TrainingOptions training_options(
    const GateTraining& options,
    std::function<void(const TrainingProgress&)> progress) {
  TrainingOptions training;
  training.batching.step = kStep;
  training.steps = options.steps;
  training.objective.terms = {mse_term()};
  training.optimiser = {.rule = Adam{},
                        .weight_decay = options.weight_decay,
                        .clip_norm = options.clip_norm,
                        .groups = {}};
  training.schedule.learning_rate = options.learning_rate;
  training.progress = std::move(progress);
  return training;
}

GraphSection joined(const Inputs& in, std::string_view step) {
  return with_context(step, [&] {
    GraphSection section(in.get<SpotGraph>("graph"));
    section.join(in.get<Targets>("targets"));
    check_own_neighbour(section);
    return section;
  });
}

}  // namespace

Model fit_gate(const GraphSection& section, const std::optional<Model>& before,
               const GateTraining& options,
               std::function<void(const TrainingProgress&)> progress) {
  keep_freed_memory();
  GateState state;
  state.config.genes = section.targets.cols();
  state.config.tying = options.tying;
  if (before) {
    state = read_state(*before, kStep);
    check_before(*before, state, section, options);
  }
  Gate gate(state.config,
            before ? Initial{} : Initial{{options.seed, options.fold}, kStep});
  const TrainingOptions training =
      training_options(options, std::move(progress));
  Optimiser optimiser(gate.moved(), training.optimiser);
  if (before) {
    load(gate, *before);
    optimiser.load_moments(before->optimiser, "optimiser.safetensors");
  }
  const std::vector<GraphSection> sections{section};
  const TrainingLog log =
      train(gate, optimiser, graph_examples(sections, expression_batch), {},
            training);
  const OutputCollapse collapse =
      find_collapse({rows_of_output(gate, expression_batch(section), 0)});
  const std::string over = concat("loss over section ", section.section);
  report_fit({.step = kStep, .loss = over, .constant = "each gene's mean"},
             collapse, log);

  state.sections.push_back(section.section);
  Model model =
      trained_model(kStep,
                    {{"genes", state.config.genes},
                     {"hidden", state.config.hidden},
                     {"latent", state.config.latent},
                     {"tying", word_of(state.config.tying)},
                     {"sections", state.sections}},
                    {"gene", section.genes}, {options.seed, options.fold},
                    collapse, log, gate.state());
  model.optimiser = optimiser.moments();
  return model;
}

Latents gate_latents(const Model& model, const GraphSection& section) {
  const GateState state = read_state(model, "gate_latents");
  check_same_names(section.genes, model.outputs.names, "gene",
                   concat("gate_latents: targets of section ", section.section,
                          " beside those of the model"));
  Gate gate(state.config, {});
  load(gate, model);
  return {section.section, section.spots,
          rows_of_output(gate, expression_batch(section), 1), state.sections};
}

StepKind gate_model_step() {
  return StepKind("gate_model", 1,
                  "HESpotEx's graph autoencoder (GATE), fitted to a section.")
      .numeric(Numeric::torch)
      .learns<Targets>("targets", Learned::label,
                       "measured expression of the section")
      .learns<SpotGraph>("graph", Learned::input,
                         "neighbours of its spots, each its own among them")
      .applies<Model>("before", "of the section before, to go on from")
      .optional()
      .option("steps", &GateTraining::steps, "optimiser steps on the section",
              {1, {}})
      .option("learning_rate", &GateTraining::learning_rate, "of Adam", {0, {}})
      .option("weight_decay", &GateTraining::weight_decay,
              "L2, added to the gradient", {0, {}})
      .option("clip_norm", &GateTraining::clip_norm,
              "norm of all gradients that they are scaled down to", {0, {}})
      .option("tying", &GateTraining::tying,
              "published: a matrix that encoder and decoder share is moved "
              "twice in a step; summed: once")
      .option("seed", &GateTraining::seed, "of first weights")
      .option("fold", &GateTraining::fold,
              "the fold's name, from which first weights derive; empty: the "
              "same in every fold")
      .needs([](const Options& options, const InputSizes& sizes) {
        const auto training = options.as<GateTraining>();
        // A step goes over the expression five times and along each edge six
        // times; figures of one core.
        const double step_s = 1e-3 +
                              25e-9 * static_cast<double>(sizes.of("targets")) +
                              0.5e-7 * static_cast<double>(sizes.of("graph"));
        return Needs{
            .memory_bytes = 400 * kMiB + 12 * sizes.of("targets") +
                            8 * sizes.of("before") + 200 * sizes.of("graph"),
            .seconds = 2 + step_s * static_cast<double>(training.steps)};
      })
      .makes<Model>([](const Inputs& in, const Options& options) {
        std::optional<Model> before;
        if (in.has("before")) before = in.get<Model>("before");
        return fit_gate(joined(in, kStep), before, options.as<GateTraining>(),
                        report_training);
      });
}

StepKind gate_latents_step() {
  return StepKind("gate_latents", 1,
                  "What a fitted graph autoencoder makes of each spot's "
                  "expression.")
      .numeric(Numeric::torch)
      .applies<Model>("model", "the fitted autoencoder")
      .applies<Targets>("targets", "measured expression of the section")
      .applies<SpotGraph>("graph",
                          "neighbours of its spots, each its own among them")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 400 * kMiB + 6 * sizes.of("targets") +
                                     4 * sizes.of("model"),
                     .seconds = 2};
      })
      .makes<Latents>([](const Inputs& in, const Options&) {
        return gate_latents(in.get<Model>("model"), joined(in, "gate_latents"));
      });
}

}  // namespace moonstain
