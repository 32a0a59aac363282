#include "models/networks/ghist_model.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/mse_loss.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/join.h"
#include "core/engine/process/machine.h"
#include "core/engine/step/needs.h"
#include "core/engine/step/task_context.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/collapse.h"
#include "core/learn/train/fit_report.h"
#include "core/learn/trained_model.h"
#include "models/networks/ghist_held_out.h"
#include "models/networks/ghist_loss.h"

namespace moonstain {

namespace {

constexpr const char* kStep = "ghist_model";
constexpr const char* kSpotsTerm = "spots";

/// Parts that are switched on.
struct Components {
  bool types = false;
  bool neighbourhood = false;
  bool morphology = false;
};

Components components_of(const GhistTraining& options) {
  const std::map<std::string, bool Components::*> known{
      {"types", &Components::types},
      {"neighbourhood", &Components::neighbourhood},
      {"morphology", &Components::morphology}};
  Components on;
  for (const std::string& name : options.components) {
    const auto found = known.find(name);
    check(found != known.end(), kStep, ": components name '", name,
          "', expected of types, neighbourhood, morphology");
    on.*found->second = true;
  }
  check(on.types || !on.neighbourhood, kStep,
        ": the neighbourhood is a composition of types; components name it "
        "without types");
  return on;
}

std::vector<NucleusSlide> slides_of(const std::vector<SlideInput>& inputs,
                                    const GhistTraining& options) {
  const SlideOptions reading{.grid = {options.patch_px, options.overlap_px},
                             .um_per_px = options.um_per_px,
                             .border = options.border,
                             .margin_px = options.margin_px,
                             .least_um2 = options.least_um2,
                             .spot_radius_um = options.spot_radius_um};
  std::vector<NucleusSlide> slides;
  for (const SlideInput& input : inputs) {
    // Of spots the measured sum is a count: its scale is 1.
    slides.push_back(
        of_spots(options.supervision)
            ? spot_slide(input, reading, 1, kStep)
            : cell_slide(input, reading, kGhistExpressionScale, kStep));
    const NucleusSlide& slide = slides.back();
    const std::string what = concat(kStep, ": section ", slide.section);
    check_same_names(slide.genes, slides.front().genes, "gene", what);
    check_same_names(slide.classes, slides.front().classes, "class", what);
    log_line(concat(slide.section, ": ", slide.patches.size(), " patches of ",
                    slide.patches_seen));
    for (const auto& [reason, number] : slide.left_out) {
      log_line(concat(slide.section, ": left out ", number, " ", reason));
    }
  }
  return slides;
}

Objective objective_of(const GhistConfig& config, const Components& on) {
  Objective objective =
      ghist_objective(config.shape, ghist_roles(config.classes));
  if (of_spots(config.supervision)) {
    // Terms 1, 2, 3 and 9 of recipes/ghist_cells/METHOD.md 4.1, and what is
    // measured of spots.
    const std::set<std::string> stay{"map", "type", "type_of_expression",
                                     "composition"};
    std::erase_if(objective.terms, [&](const ObjectiveTerm& term) {
      return !stay.contains(term.name);
    });
    objective.terms.push_back(
        {.name = kSpotsTerm,
         .weight = 1,
         .value =
             [supervision = config.supervision](const Tensors& outputs,
                                                const Batch& batch) {
               const GhistOutput said = GhistOutput::of(outputs);
               return at::mse_loss(
                   spot_sums(said.general, said.counts, supervision),
                   batch.targets.at(3));
             },
         .of_constant = mse_term(kSpotsTerm, 3).of_constant});
  }
  if (!on.morphology) {
    std::erase_if(objective.terms,
                  [](const ObjectiveTerm& term) { return term.name == "map"; });
  }
  return objective;
}

// Refused before anything of it is asked for.
void check_memory(const GhistConfig& config, std::int64_t batch) {
  const GhistMemory needed =
      ghist_memory(config.shape, batch, config.patch_px, true);
  check(needed.total() <= machine_memory_bytes(), kStep, ": width ",
        config.shape.width, " and ", batch, " patches of ", config.patch_px,
        " px take ", rounded_gb(needed.total()), " GB (weights and optimiser ",
        rounded_gb(needed.weights), ", maps ", rounded_gb(needed.maps),
        ", work ", rounded_gb(needed.work), "), this machine has ",
        rounded_gb(machine_memory_bytes()),
        " GB; choose a smaller width or batch");
}

// The term that compares predicted with measured expression.
const ObjectiveTerm& expression_term(const Objective& objective,
                                     Supervision supervision) {
  const std::string_view name = supervision == Supervision::nuclei
                                    ? kGhistExpressionTerm
                                    : std::string_view(kSpotsTerm);
  return *std::find_if(
      objective.terms.begin(), objective.terms.end(),
      [&](const ObjectiveTerm& term) { return term.name == name; });
}

/// The kept state over the training patches, in evaluation mode: the error of
/// expression over all values of nuclei, or of spots.
struct Fit {
  double loss = 0;
  OutputCollapse collapse;
};

Fit fit_of(Network& network, const Examples& examples,
           const ObjectiveTerm& term, Supervision supervision) {
  const c10::NoGradGuard no_gradient;
  Fit fit;
  double weight = 0;
  std::vector<Matrix> predicted;
  for (std::size_t i = 0; i < examples.count; ++i) {
    const Batch batch = examples.batch({i});
    const Tensors outputs = network.forward(batch.inputs, Mode::evaluation);
    const GhistOutput said = GhistOutput::of(outputs);
    predicted.push_back(
        rows_of(of_spots(supervision)
                    ? spot_sums(said.general, said.counts, supervision)
                    : said.general));
    const auto its = static_cast<double>(predicted.back().rows());
    fit.loss += its * term.value(outputs, batch).item<double>();
    weight += its;
  }
  fit.loss /= weight;
  fit.collapse = find_collapse(predicted);
  return fit;
}

GhistConfig config_of(const GhistTraining& options, const Components& on,
                      const std::vector<NucleusSlide>& slides,
                      const LearnedGenes& genes) {
  GhistConfig config;
  config.classes = slides.front().classes;
  config.shape = {.genes = std::ssize(genes.names),
                  .types = std::ssize(config.classes),
                  .reference_rows = genes.reference.rows(),
                  .width = options.width,
                  .types_on = on.types,
                  .neighbourhood_on = on.neighbourhood,
                  .attention = options.attention};
  config.colour = colour_standard(slides);
  config.supervision = options.supervision;
  config.patch_px = options.patch_px;
  config.um_per_px = options.um_per_px;
  config.spot_radius_um = options.spot_radius_um;
  return config;
}

void check_inputs(const std::vector<SlideInput>& slides,
                  const std::vector<SlideInput>& held_out,
                  const GhistTraining& options, const Components& on) {
  check(!slides.empty(), kStep, ": no slide to train on");
  for (const auto* list : {&slides, &held_out}) {
    for (const SlideInput& slide : *list) {
      check(slide.types.has_value() == on.types, kStep, ": section ",
            slide.dataset.section, on.types ? " has no types" : " has types",
            on.types ? "; give them, or leave types and neighbourhood out of "
                       "components"
                     : ", which components do not name; leave them out");
    }
  }
  check(options.checkpoint != Checkpoint::best || !held_out.empty(), kStep,
        ": checkpoint = \"best\" chooses by held-out slides; give "
        "held_out_dataset, held_out_labels and held_out_picture, or use "
        "checkpoint = \"last\"");
  check(options.border == Border::inside || options.margin_px == 0, kStep,
        ": margin_px = ", options.margin_px,
        " is of border = \"inside\"; published patches run over the border");
}

}  // namespace

Model train_ghist(const std::vector<SlideInput>& inputs,
                  const std::vector<SlideInput>& held_out,
                  const std::optional<Profiles>& reference,
                  const GhistTraining& options,
                  std::function<void(const TrainingProgress&)> progress) {
  const Components on = components_of(options);
  check_inputs(inputs, held_out, options, on);
  keep_freed_memory();
  std::vector<NucleusSlide> slides = slides_of(inputs, options);
  const LearnedGenes genes =
      genes_to_learn(slides.front().genes, reference, kStep);
  for (NucleusSlide& slide : slides) {
    slide.expression = Matrix(slide.expression(Eigen::all, genes.columns));
  }
  const GhistConfig config = config_of(options, on, slides, genes);
  check_memory(config, options.batch);
  const Batching batching{
      .step = kStep,
      .seed = {options.seed, options.fold},
      .size = options.batch,
      .drop_last = true,
      .augmentation = nucleus_augmentation(options.stain_jitter)};
  PictureGhist network(config.shape, {batching.seed, kStep}, config.colour);
  if (reference) {
    const Matrix scaled =
        genes.reference * static_cast<float>(kGhistExpressionScale);
    network.network().set_reference(
        at::from_blob(const_cast<float*>(scaled.data()),
                      {scaled.rows(), scaled.cols()}, at::kFloat)
            .clone());
  }
  const Objective objective = objective_of(config, on);
  const Examples examples = nucleus_examples(slides, config.colour);
  const std::int64_t batches = batches_per_epoch(examples.count, batching);
  const std::int64_t steps =
      options.max_steps > 0
          ? std::min(options.max_steps, options.epochs * batches)
          : options.epochs * batches;
  Optimiser optimiser(network.state(), {.rule = Adam{.decoupled_decay = true},
                                        .weight_decay = options.weight_decay,
                                        .clip_norm = {},
                                        .groups = {}});
  Schedule schedule({.learning_rate = options.learning_rate,
                     .course = LinearRate{},
                     .warm_up = {}},
                    options.epochs);
  HeldOutSlides scored(held_out, config, genes, options.least_um2, kStep);
  TrainingLog log;
  for (std::int64_t e = 0; log.steps < steps; ++e) {
    Epoch epoch = train_epoch(
        network, examples, batching, objective, optimiser, schedule.rate(), e,
        steps - log.steps, [&](const StepValue& value) {
          ++log.steps;
          if (!progress) return;
          progress({static_cast<std::uint64_t>(log.steps),
                    static_cast<std::uint64_t>(steps), value.loss});
        });
    if (scored.any()) {
      epoch.held_out = scored.score(network, config);
      if (options.checkpoint == Checkpoint::best) scored.offer(network.state());
    }
    log.kept_epoch = e;
    log.epochs.push_back(std::move(epoch));
    schedule.next_epoch();
  }
  if (options.checkpoint == Checkpoint::best) {
    log.kept_epoch = scored.restore(network.state());
    log.selected_by = on.types ? "correlation and f1" : "correlation";
    log.selected_on = scored.units();
  }
  const ObjectiveTerm& compared =
      expression_term(objective, options.supervision);
  const Fit fit = fit_of(network, examples, compared, options.supervision);
  log.compared_term = compared.name;
  log.final_loss = fit.loss;
  check(std::isfinite(log.final_loss), kStep,
        ": the kept state's loss over the training patches is ", log.final_loss,
        "; a lower learning_rate may help");
  log.constant_loss = compared.of_constant(examples);
  report_fit({.step = kStep,
              .loss = "error of expression over the training patches",
              .constant = "each gene's mean"},
             fit.collapse, log);
  return trained_model(kStep, config.json(), {"gene", genes.names},
                       batching.seed, fit.collapse, log, network.state());
}

}  // namespace moonstain
