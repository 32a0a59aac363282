#include "models/networks/hist_model.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/data/stored/tile_width.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/examples/grid_maps.h"
#include "core/learn/network/device.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/collapse.h"
#include "core/learn/train/fit_report.h"
#include "core/learn/train/report.h"
#include "core/learn/trained_model.h"

namespace moonstain {

namespace {

OutputCollapse output_collapse(Network& network,
                               const std::vector<GridSection>& sections,
                               std::int64_t row_shift) {
  std::vector<Matrix> predicted;
  for (const GridSection& section : sections) {
    predicted.push_back(values_at_spots(predict_grid(network, section),
                                        section.grid, row_shift));
  }
  return find_collapse(predicted);
}

bool is_mask(const HistTraining& options) {
  return options.task == HistTask::mask;
}

const char* step_of(const HistTraining& options) {
  return is_mask(options)                     ? "hist_tumour_model"
         : options.task == HistTask::ablation ? "hist_ablation_model"
                                              : "hist_model";
}

// What names the random streams: an ablation draws what the whole network does.
const char* streams_of(const HistTraining& options) {
  return is_mask(options) ? "hist_tumour_model" : "hist_model";
}

// Options of which one alone would be read.
void check_options(const HistTraining& options) {
  const HistTraining usual;
  check(options.steps == 0 || options.epochs == usual.epochs, step_of(options),
        ": epochs = ", options.epochs, " and steps = ", options.steps,
        " both say how long to train; give one of them");
  check(options.checkpoint == Checkpoint::best ||
            options.best_from == usual.best_from,
        step_of(options), ": best_from = ", options.best_from,
        " says where checkpoint = \"best\" begins to look; with checkpoint = "
        "\"last\" leave it out");
}

// The published default of all sections is one batch that is not shuffled.
Batching batching_of(const HistTraining& options, std::size_t sections) {
  const bool all = options.batch == 0;
  return {.step = streams_of(options),
          .seed = {options.seed, options.fold},
          .size = all ? static_cast<std::int64_t>(sections) : options.batch,
          .shuffle = !all,
          .augmentation = {}};
}

TrainingOptions training_options(const HistTraining& options,
                                 std::size_t sections) {
  TrainingOptions training;
  training.batching = batching_of(options, sections);
  training.epochs = options.steps > 0 ? 0 : options.epochs;
  training.steps = options.steps;
  training.objective.terms = {is_mask(options) ? bce_term() : mse_term()};
  training.optimiser = {.rule = Adam{},
                        .weight_decay = options.weight_decay,
                        .clip_norm = {},
                        .groups = {}};
  training.schedule = {.learning_rate = options.learning_rate,
                       .course = CosineRate{options.eta_min},
                       .warm_up = {}};
  training.scores = {is_mask(options) ? iou_score() : mae_score()};
  if (options.checkpoint == Checkpoint::best) {
    training.selection = Selection{
        training.scores.front().name,
        is_mask(options) ? Better::higher : Better::lower, options.best_from};
  }
  return training;
}

// What a predictor has that knows nothing but where there is tissue, which the
// blank features tell: each gene's mean over the training spots there, or the
// share of the class, and 0 elsewhere. Over all cells of the grid the squared
// error, or the cross-entropy.
double constant_loss(const std::vector<GridSection>& sections,
                     const HistTraining& options) {
  const Eigen::Index genes = sections.front().targets.cols();
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(genes);
  double spots = 0;
  double cells = 0;
  for (const GridSection& section : sections) {
    sum += section.targets.cast<double>().colwise().sum();
    spots += static_cast<double>(section.targets.rows());
    cells += static_cast<double>(section.grid.rows * section.grid.columns);
  }
  const Eigen::RowVectorXd mean = sum / spots;
  if (is_mask(options)) return spots / cells * binary_entropy(mean[0]);
  double squares = 0;
  for (const GridSection& section : sections) {
    squares += (section.targets.cast<double>().rowwise() - mean).squaredNorm();
  }
  return squares / (cells * static_cast<double>(genes));
}

}  // namespace

// Measured with 785 genes: 1.25 GB of weights, gradients, moments and library,
// 0.12 GB a section of a batch; 0.5 s a section and epoch on one core.
Needs hist_needs(const HistTraining& training, const InputSizes& sizes) {
  const auto sections =
      std::max<std::uint64_t>(1, sizes.of("features") / 700'000);
  const auto batch =
      training.batch == 0
          ? sections
          : std::min<std::uint64_t>(static_cast<std::uint64_t>(training.batch),
                                    sections);
  const auto visits =
      training.steps > 0
          ? static_cast<double>(training.steps) * static_cast<double>(batch)
          : static_cast<double>(training.epochs) *
                static_cast<double>(sections);
  return {.memory_bytes = 1'250'000'000 + batch * 130'000'000 +
                          4 * (sizes.of("features") + sizes.of("targets") +
                               sizes.of("background")),
          .seconds = 5 + 0.5 * visits};
}

Model train_hist(std::vector<GridSection> sections,
                 std::vector<GridSection> held_out, const HistTraining& options,
                 std::function<void(const TrainingProgress&)> progress) {
  check_options(options);
  const std::string step = step_of(options);
  check(!sections.empty(), step, ": no section to train on");
  check(options.checkpoint != Checkpoint::best || !held_out.empty(), step,
        ": checkpoint = \"best\" chooses by held-out sections; give "
        "held_out_features, held_out_targets and held_out_grid, or use "
        "checkpoint = \"last\"");
  const StreamSeed seed{options.seed, options.fold};
  for (std::vector<GridSection>* some : {&sections, &held_out}) {
    for (GridSection& section : *some) {
      section.moved_to = moved_features(section.grid, options.positions, seed);
    }
  }
  const GridSection& first = sections.front();
  check(first.grid.rows % 16 == 0 && first.grid.columns % 16 == 0, step,
        ": the grid is ", first.grid.rows, " x ", first.grid.columns,
        "; both sides are halved four times, so 16 must divide them");
  for (const GridSection& section : held_out) {
    check(section.genes == first.genes && section.encoder == first.encoder,
          step, ": held-out section ", section.grid.section,
          " has other genes or features than the training sections");
    check_same_width(step, concat("section ", first.grid.section), first.tiles,
                     concat("section ", section.grid.section), section.tiles);
  }
  keep_freed_memory();

  HistConfig config{.channels = first.features.cols(),
                    .genes = first.targets.cols(),
                    .output_init = options.output_init,
                    .skips = options.skips};
  TrainingOptions training = training_options(options, sections.size());
  training.progress = std::move(progress);
  const auto network = on_device(
      hist_network(config, {training.batching.seed, training.batching.step}));
  const std::int64_t row_shift = options.target_row_shift;
  std::optional<Examples> scored;
  if (!held_out.empty()) scored = grid_examples(held_out, row_shift);
  TrainingLog log =
      train(*network, grid_examples(sections, row_shift), scored, training);
  log.constant_loss = constant_loss(sections, options);
  const OutputCollapse collapse =
      output_collapse(*network, sections, row_shift);
  report_fit({.step = step,
              .loss = "loss over the training sections",
              .constant = is_mask(options) ? "the share of the class in tissue"
                                           : "each gene's mean in tissue",
              .outputs = is_mask(options) ? "classes" : "genes"},
             collapse, log);

  Json said{{"channels", config.channels},
            {"genes", config.genes},
            {"rows", first.grid.rows},
            {"columns", first.grid.columns},
            {"target_row_shift", row_shift}};
  if (options.task == HistTask::ablation) {
    said["skips"] = word_of(options.skips);
    said["positions"] = word_of(options.positions);
  }
  if (first.background.rows() > 0) said["background"] = "picture";
  Model model = trained_model(
      step, std::move(said), {is_mask(options) ? "class" : "gene", first.genes},
      training.batching.seed, collapse, log, network->state());
  model.encoder = first.encoder;
  model.tiles = first.tiles;
  return model;
}

bool has_sections(const Inputs& in, const std::string& prefix,
                  std::string_view step) {
  const bool has = in.has(prefix + "features");
  check(has || (!in.has(prefix + "targets") && !in.has(prefix + "grid")), step,
        ": give ", prefix, "features, ", prefix, "targets and ", prefix,
        "grid together");
  return has;
}

std::vector<GridSection> hist_sections(const Inputs& in,
                                       const std::string& prefix,
                                       std::string_view step) {
  if (!has_sections(in, prefix, step)) return {};
  return with_context(step, [&] {
    return hist_sections(in, prefix, in.list<Targets>(prefix + "targets"),
                         in.list<GridMap>(prefix + "grid"));
  });
}

std::vector<GridSection> hist_sections(const Inputs& in,
                                       const std::string& prefix,
                                       std::vector<Targets> targets,
                                       std::vector<GridMap> grids) {
  auto sections = join_sections(in.list<Features>(prefix + "features"),
                                std::move(targets), std::move(grids));
  if (in.has(prefix + "background")) {
    join_backgrounds(sections, in.list<Features>(prefix + "background"));
  }
  return sections;
}

StepKind&& with_hist_training(StepKind&& kind, HistTask task) {
  const bool mask = task == HistTask::mask;
  std::move(kind)
      .numeric(mask ? Numeric::torch : Numeric::network)
      .learns_many<Features>("features", Learned::input,
                             "of the training sections")
      .learns_many<Targets>(
          "targets", Learned::label,
          mask ? "which of their spots are of the class"
               : "measured expression of the training sections")
      .learns_many<GridMap>("grid", Learned::input,
                            "where the spots of each section lie")
      .learns_many<Features>("background", Learned::input,
                             "of its cells without a spot, in place of the "
                             "white tile")
      .optional()
      .learns_many<Features>("held_out_features", Learned::selection,
                             "of sections that choose the epoch")
      .optional()
      .learns_many<Targets>("held_out_targets", Learned::selection,
                            mask ? "labels of sections that choose the epoch"
                                 : "of sections that choose the epoch")
      .optional()
      .learns_many<GridMap>("held_out_grid", Learned::selection,
                            "where the held-out spots lie")
      .optional()
      .learns_many<Features>("held_out_background", Learned::selection,
                             "of the held-out cells without a spot")
      .optional()
      .option("epochs", &HistTraining::epochs,
              "passes over the training sections", {1, {}})
      .option("steps", &HistTraining::steps,
              "optimiser steps in all, in place of epochs; 0 leaves it to them",
              {0, {}})
      .option("batch", &HistTraining::batch,
              "sections in an optimiser step; 0: all, in their order", {0, {}})
      .option("learning_rate", &HistTraining::learning_rate,
              "of the first epoch", {0, {}})
      .option("eta_min", &HistTraining::eta_min,
              "learning rate that the cosine falls to", {0, {}})
      .option("weight_decay", &HistTraining::weight_decay,
              "L2, added to the gradient", {0, {}})
      .option("output_init", &HistTraining::output_init,
              mask ? "start of the last layer"
                   : "start of the last layer; zero keeps sparse grids from "
                     "collapsing")
      .option("checkpoint", &HistTraining::checkpoint,
              "state that is kept; best needs the held-out sections")
      .option("best_from", &HistTraining::best_from,
              mask ? "epoch index from which best looks at the held-out "
                     "intersection over union"
                   : "epoch index from which best looks at the held-out error",
              {0, {}});
  if (!mask) {
    std::move(kind).option("target_row_shift", &HistTraining::target_row_shift,
                           "rows by which targets lie below their features",
                           {0, 1});
  }
  return std::move(kind)
      .option("seed", &HistTraining::seed, "of first weights and batch order")
      .option("fold", &HistTraining::fold,
              "the fold's name, from which its random numbers derive; empty: "
              "the same numbers in every fold")
      .needs([](const Options& options, const InputSizes& sizes) {
        return hist_needs(options.as<HistTraining>(), sizes);
      });
}

Model trained_hist(const Inputs& in, const HistTraining& options) {
  const std::string step = step_of(options);
  return within_device_memory(
      [&] {
        return train_hist(hist_sections(in, "", step),
                          hist_sections(in, "held_out_", step), options,
                          report_training);
      },
      concat("; ", step,
             ": `batch` is part of the result and is not lowered by itself: "
             "give a smaller one, or leave out --device cuda"));
}

StepKind hist_model_step() {
  return with_hist_training(
             StepKind("hist_model", 2,
                      "HiST's gene network (CMU-Net), trained on whole "
                      "sections."),
             HistTask::expression)
      .makes<Model>([](const Inputs& in, const Options& options) {
        return trained_hist(in, options.as<HistTraining>());
      });
}

}  // namespace moonstain
