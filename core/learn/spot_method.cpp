#include "core/learn/spot_method.h"

#include <ATen/ops/cat.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/engine/step/task_context.h"
#include "core/learn/network/device.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/collapse.h"
#include "core/learn/train/fit.h"
#include "core/learn/train/fit_report.h"
#include "core/learn/trained_model.h"

namespace moonstain {
namespace {

constexpr const char* kConfig = "predictions: model.json";
constexpr Eigen::Index kSpotsOfCall = 64;

// Beside the network's own configuration: what it reads and carries.
Json config_of(const SpotPlan& plan, const SpotSection& first) {
  return {{"network", plan.config},
          {"features", first.features.cols()},
          {"picture_px", first.picture_px},
          {"part_values", first.parts.values.cols()},
          {"carried", json_of(plan.carried)}};
}

Examples examples_of(const SpotMethod& method, const SpotPlan& plan,
                     const SpotStage& stage,
                     const std::vector<SpotSection>& sections,
                     const State& state, std::int64_t run) {
  const auto batch = [&method, &plan, &stage, &state](const SpotRows& rows) {
    Batch made = stage.batch ? stage.batch(rows)
                             : method.batch(rows, plan.config, state);
    made.targets.insert(made.targets.begin(), spot_targets(rows));
    return made;
  };
  if (method.whole_section) return section_examples(sections, batch);
  return run_examples(sections, run, batch, plan.taken);
}

TrainingOptions options_of(const SpotMethod& method,
                           const SpotTraining& training, const SpotPlan& plan,
                           const SpotStage& stage) {
  TrainingOptions options;
  options.batching = {.step = stage.name.empty()
                                  ? method.name
                                  : concat(method.name, "/", stage.name),
                      .seed = {training.seed, training.fold},
                      .size = method.whole_section ? 1 : training.batch,
                      .drop_last = !method.whole_section && plan.drop_last,
                      .augmentation = plan.augmentation};
  options.epochs = stage.epochs > 0 ? stage.epochs : training.epochs;
  options.objective = stage.objective;
  options.optimiser = stage.optimiser;
  options.optimiser.weight_decay = training.weight_decay;
  options.schedule = stage.schedule;
  options.schedule.learning_rate = training.learning_rate;
  return options;
}

// The losses that are compared: of the whole objective, or of its first term of
// which the best constant is known.
void compare(Network& network, const Examples& judged,
             const Objective& objective, TrainingLog& log) {
  if (log.constant_loss) return;
  for (const ObjectiveTerm& term : objective.terms) {
    if (!term.of_constant) continue;
    Objective alone{{term}};
    alone.terms.front().weight = 1;
    log.compared_term = term.name;
    log.final_loss = evaluated_loss(network, judged, alone);
    log.constant_loss = alone.of_constant(judged);
    return;
  }
}

OutputCollapse output_collapse(const SpotMethod& method, Network& network,
                               const std::vector<SpotSection>& sections,
                               const Json& config) {
  std::vector<Matrix> predicted;
  for (const SpotSection& section : sections) {
    predicted.push_back(predict_spots(method, network, {&section, 1}, config));
  }
  return find_collapse(predicted);
}

// What is to be predicted, of the model's kind of inputs.
SpotSection section_for(const SpotMethod& method, const Model& model,
                        const Inputs& in) {
  SpotSection section = spot_section(in, method.reads);
  const auto compare_count = [&](const char* name, std::int64_t found,
                                 const char* what) {
    const std::int64_t expected = integer_member(model.config, name, kConfig);
    check(found == expected, "predictions: the model learned from ", expected,
          " ", what, ", section ", section.section, " has ", found);
  };
  if (method.reads.features) {
    const auto features = integer_member(model.config, "features", kConfig);
    check(
        section.encoder == model.encoder && section.features.cols() == features,
        "predictions: the model learned from ", model.encoder, " with ",
        features, " values, the features of section ", section.section, " are ",
        section.encoder, " with ", section.features.cols());
  }
  if (method.reads.pictures) {
    compare_count("picture_px", section.picture_px, "px a side of pictures");
  }
  if (method.reads.parts) {
    compare_count("part_values", section.parts.values.cols(),
                  "values of a part");
  }
  check_same_width("predictions", "the model's sections", model.tiles,
                   concat("section ", section.section), section.tiles);
  return section;
}

}  // namespace

Matrix predict_spots(const SpotMethod& method, Network& network,
                     std::span<const SpotSection> one, const Json& config) {
  const c10::NoGradGuard no_gradient;
  if (method.predict) return method.predict(network, one, config);
  const auto spots = static_cast<Eigen::Index>(one.front().spots.size());
  const Eigen::Index size = method.whole_section ? spots : kSpotsOfCall;
  std::vector<at::Tensor> parts;
  for (Eigen::Index first = 0; first < spots; first += size) {
    const SpotRows rows =
        rows_of_section(one, 0, first, std::min(first + size, spots));
    const Batch batch = method.batch(rows, config, network.state());
    parts.push_back(network.forward(batch.inputs, Mode::evaluation).at(0));
  }
  return rows_of(at::cat(parts));
}

Model train_spots(const SpotMethod& method, const SpotTraining& training,
                  const SpotPlan& plan,
                  const std::vector<SpotSection>& sections,
                  const fs::path& weights,
                  std::function<void(const TrainingProgress&)> progress) {
  check(!sections.empty(), method.name, ": no section to train on");
  check(!plan.stages.empty(), method.name, ": a plan without a stage");
  with_context(method.name, [&] {
    for (const SpotSection& section : sections) {
      check_alike(sections.front(), section);
    }
  });
  keep_freed_memory();
  const StreamSeed seed{training.seed, training.fold};
  auto made = method.network(plan.config, {seed, method.name});
  if (!weights.empty()) method.load(made->state(), weights);
  if (plan.begin) {
    const c10::NoGradGuard no_gradient;
    plan.begin(made->state());
  }
  const auto network = on_device(carrying(std::move(made), plan.carried));
  const State& state = network->state();

  TrainingLog log;
  for (const SpotStage& stage : plan.stages) {
    const auto in_runs_of = [&](std::int64_t spots) {
      return examples_of(method, plan, stage, sections, state, spots);
    };
    const Examples judged = in_runs_of(training.batch);
    TrainingOptions options = options_of(method, training, plan, stage);
    options.judged = judged;
    options.progress = progress;
    log = train(*network, in_runs_of(1), {}, options);
    compare(*network, judged, stage.objective, log);
    if (&stage != &plan.stages.back()) {
      log_line(concat(method.name, ": ", stage.name, ": after ", log.steps,
                      " steps the loss over the training sections is ",
                      log.final_loss));
    }
  }
  const OutputCollapse collapse =
      output_collapse(method, *network, sections, plan.config);
  report_fit({.step = method.name,
              .loss = "loss over the training sections",
              .constant = "each gene's mean"},
             collapse, log);

  const SpotSection& first = sections.front();
  Model model =
      trained_model(method.name, config_of(plan, first), {"gene", first.genes},
                    seed, collapse, log, state);
  model.encoder = first.encoder;
  model.tiles = first.tiles;
  return model;
}

ModelKind spot_kind(const SpotMethod& method) {
  const auto make = [method](const Json& config) {
    return carrying(
        method.network(member(config, "network", kConfig), {}),
        carried_from(list_member(config, "carried", kConfig), kConfig));
  };
  const auto of_spots = [method](Network& network, const Model& model,
                                 const Inputs& in) {
    const SpotSection section = section_for(method, model, in);
    Predictions made;
    made.about = section.section;
    made.names = section.spots;
    made.variable_axis = model.outputs.axis;
    made.variables = model.outputs.names;
    made.values = predict_spots(method, network, {&section, 1},
                                member(model.config, "network", kConfig));
    check(made.values.cols() == std::ssize(made.variables),
          "predictions: the network says ", made.values.cols(),
          " values of a spot, the model names ", made.variables.size(), " ",
          made.variable_axis,
          "s; its weights are of another list: train it again");
    return made;
  };
  return {.name = method.name,
          .inputs = inputs_of(method.reads),
          .make = make,
          .predict = of_spots};
}

}  // namespace moonstain
