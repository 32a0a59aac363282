#include "models/networks/hist_response_model.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/join.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/collapse.h"
#include "core/learn/train/fit_report.h"
#include "core/learn/train/report.h"
#include "core/learn/trained_model.h"
#include "models/networks/convnext_v2.h"
#include "models/networks/hist_response.h"
#include "models/networks/value_maps.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "hist_response_model";
constexpr const char* kConfig = "hist_response_model: model.json";
constexpr const char* kClass = "response";

ConvNextV2Config config_of(const Json& json) {
  return {.channels = integer_member(json, "channels", kConfig),
          .depths = {2, 2, 8, 2},
          .dims = {16, 24, 32, 40},
          .head = {2},
          .drop_path = number_member(json, "drop_path", kConfig)};
}

Batch batch_of(const ResponseSlides& slides,
               const std::vector<std::size_t>& which) {
  at::Tensor seen = at::empty({std::ssize(which)}, at::kFloat);
  float* to = seen.mutable_data_ptr<float>();
  for (const std::size_t i : which) *to++ = slides.responds[i] ? 1.F : 0.F;
  return {{value_maps(slides.maps, which)}, {seen}};
}

std::vector<std::size_t> all_of(const ResponseSlides& slides) {
  std::vector<std::size_t> all(slides.maps.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

Examples examples_of(const ResponseSlides& slides) {
  Examples examples;
  examples.count = slides.maps.size();
  examples.batch = [&slides](const std::vector<std::size_t>& which) {
    return batch_of(slides, which);
  };
  for (const GridValues& map : slides.maps) {
    examples.units.push_back(map.section);
  }
  return examples;
}

// The weighted loss is one of many slides: of a single one weights say nothing.
Examples all_as_one(const ResponseSlides& slides) {
  return {.count = 1,
          .batch =
              [&slides](const std::vector<std::size_t>&) {
                return batch_of(slides, all_of(slides));
              },
          .units = {}};
}

Matrix chances_of(Network& network, const at::Tensor& maps) {
  const c10::NoGradGuard no_gradient;
  return rows_of(
      response_chances(network.forward({maps}, Mode::evaluation).at(0))
          .unsqueeze(1));
}

void check_slides(const ResponseSlides& slides,
                  const std::optional<ResponseSlides>& held_out,
                  const ResponseTraining& training) {
  check(!slides.maps.empty(), kStep, ": no slide to train on");
  const GridValues& first = slides.maps.front();
  check_value_maps(slides.maps, first, kStep);
  if (held_out) check_value_maps(held_out->maps, first, kStep);
  check(training.checkpoint == Checkpoint::best ||
            training.best_from == ResponseTraining{}.best_from,
        kStep, ": best_from = ", training.best_from,
        " says where checkpoint = \"best\" begins to look; with checkpoint = "
        "\"last\" leave it out");
  check(training.checkpoint == Checkpoint::last || held_out, kStep,
        ": checkpoint = \"best\" chooses by held-out slides; give "
        "held_out_maps and held_out_targets, or use checkpoint = \"last\"");
}

}  // namespace

Model train_response(const ResponseSlides& slides,
                     const std::optional<ResponseSlides>& held_out,
                     const std::vector<bool>& weighed,
                     const ResponseTraining& training,
                     std::function<void(const TrainingProgress&)> progress) {
  check_slides(slides, held_out, training);
  keep_freed_memory();
  const StreamSeed seed{training.seed, training.fold};
  const GridValues& first = slides.maps.front();
  const Json config{{"channels", first.variables.size()},
                    {"drop_path", training.drop_path},
                    {"rows", first.rows},
                    {"columns", first.columns}};
  TrainingOptions options;
  options.batching = {.step = kStep,
                      .seed = seed,
                      .size = training.batch,
                      .shuffle = false,
                      .augmentation = {}};
  options.epochs = training.epochs;
  const auto weights = class_weights(weighed, kStep);
  options.objective.terms = {weighted_class_term(weights)};
  options.optimiser = application_optimiser();
  options.schedule = {.learning_rate = training.learning_rate,
                      .course = CosineRate{training.eta_min},
                      .warm_up = {}};
  options.judged = all_as_one(slides);
  options.scores = {class_accuracy_score(), weighted_class_score(weights)};
  if (training.checkpoint == Checkpoint::best) {
    options.selection = Selection{options.scores.front().name, Better::higher,
                                  training.best_from};
  }
  options.progress = std::move(progress);
  const auto network = convnext_v2_network(config_of(config), {seed, kStep});
  std::optional<Examples> scored;
  if (held_out) scored = examples_of(*held_out);
  const TrainingLog log = train(*network, examples_of(slides), scored, options);
  const OutputCollapse collapse = find_collapse(
      {chances_of(*network, value_maps(slides.maps, all_of(slides)))});
  report_fit({.step = kStep,
              .loss = "loss over the training slides",
              .constant = "the classes' shares of the weight",
              .outputs = "classes"},
             collapse, log);
  return trained_model(kStep, config, {"class", {kClass}}, seed, collapse, log,
                       network->state());
}

ModelKind hist_response_kind() {
  return {.name = kStep,
          .inputs = {"map"},
          .make =
              [](const Json& config) {
                return convnext_v2_network(config_of(config), {});
              },
          .predict =
              [](Network& network, const Model& model, const Inputs& inputs) {
                const auto map = inputs.get<GridValues>("map");
                const auto has = [&](std::string_view name,
                                     std::int64_t found) {
                  const std::int64_t known =
                      integer_member(model.config, name, kConfig);
                  check(found == known,
                        "predictions: the model learned from "
                        "maps of ",
                        known, " ", name, ", that of section ", map.section,
                        " has ", found);
                };
                has("rows", map.rows);
                has("columns", map.columns);
                has("channels", std::ssize(map.variables));
                Predictions made;
                made.about = map.section;
                made.unit_kind = ObservedKind::patient;
                made.names = {map.section};
                made.variable_axis = model.outputs.axis;
                made.variables = model.outputs.names;
                made.values = chances_of(network, value_maps({map}, {0}));
                return made;
              }};
}

namespace {

// One slide's, of one class.
bool response_of(const Targets& targets) {
  check(targets.size() == 1 && targets.variables.size() == 1, kStep, ": ",
        targets.about, " has ", targets.size(), " x ", targets.variables.size(),
        " targets; a slide has one, whether its patient responded");
  const float value = targets.values(0, 0);
  check(value == 0 || value == 1, kStep, ": the target of ", targets.about,
        " is ", value, "; expected 1, a response, or 0");
  return value == 1;
}

std::optional<ResponseSlides> slides_of(const Inputs& in,
                                        const std::string& prefix) {
  const bool has = in.has(prefix + "maps");
  check(has == in.has(prefix + "targets"), kStep, ": give ", prefix,
        "maps and ", prefix, "targets together");
  if (!has) return std::nullopt;
  ResponseSlides slides;
  slides.maps = in.list<GridValues>(prefix + "maps");
  const auto targets = in.list<Targets>(prefix + "targets");
  std::vector<std::string> mapped, told;
  for (const GridValues& map : slides.maps) mapped.push_back(map.section);
  for (const Targets& one : targets) told.push_back(one.about);
  for (const std::size_t i :
       paired_sections(mapped, "a map", told, "targets", kStep)) {
    slides.responds.push_back(response_of(targets[i]));
  }
  return slides;
}

}  // namespace

StepKind hist_response_model_step() {
  using Training = ResponseTraining;
  return StepKind(kStep, 2,
                  "HiST's network for response to immunotherapy "
                  "(ConvNeXt-V2), trained on predicted maps of slides.")
      .numeric(Numeric::torch)
      .learns_many<GridValues>("maps", Learned::input,
                               "of expression, one a training slide")
      .learns_many<Targets>("targets", Learned::label,
                            "whether the patient of each responded")
      .learns_many<GridValues>("held_out_maps", Learned::selection,
                               "of slides that choose the epoch")
      .optional()
      .learns_many<Targets>("held_out_targets", Learned::selection,
                            "of slides that choose the epoch")
      .optional()
      .learns_many<Targets>("weighed", Learned::selection,
                            "slides whose class sizes weigh the loss, in place "
                            "of the training slides")
      .optional()
      .option("epochs", &Training::epochs, "passes over the training slides",
              {1, {}})
      .option("batch", &Training::batch,
              "slides in an optimiser step, in their order", {1, {}})
      .option("learning_rate", &Training::learning_rate, "of the first epoch",
              {0, {}})
      .option("eta_min", &Training::eta_min, "where the cosine ends", {0, {}})
      .option("drop_path", &Training::drop_path,
              "chance that the last branch is left out in training", {0, 0.99})
      .option("checkpoint", &Training::checkpoint,
              "state that is kept; best needs the held-out slides")
      .option("best_from", &Training::best_from,
              "epoch index from which best looks at the held-out accuracy",
              {0, {}})
      .option("seed", &Training::seed, "of first weights and draws")
      .option("fold", &Training::fold,
              "the fold's name, from which its random numbers derive; empty: "
              "the same numbers in every fold")
      .needs([](const Options& options, const InputSizes& sizes) {
        const auto epochs = static_cast<double>(options.as<Training>().epochs);
        const std::uint64_t bytes = sizes.of("maps");
        return Needs{.memory_bytes = 512 * kMiB + 8 * sizes.total(),
                     .seconds = 3 + epochs * 1e-7 * static_cast<double>(bytes)};
      })
      .makes<Model>([](const Inputs& in, const Options& options) {
        const auto slides = slides_of(in, "");
        std::vector<bool> weighed = slides->responds;
        if (in.has("weighed")) {
          weighed.clear();
          for (const auto& one : in.list<Targets>("weighed")) {
            weighed.push_back(response_of(one));
          }
        }
        return train_response(*slides, slides_of(in, "held_out_"), weighed,
                              options.as<Training>(), report_training);
      });
}

}  // namespace moonstain
