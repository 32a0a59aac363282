#include "models/networks/hist_model.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/learn/examples/grid_maps.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/collapse.h"

namespace moonstain {

template <>
struct KindWords<OutputInit> {
  static constexpr std::string_view kAll[] = {"published", "zero"};
};
template <>
struct KindWords<Checkpoint> {
  static constexpr std::string_view kAll[] = {"last", "best"};
};

namespace {

OutputCollapse output_collapse(Network& network,
                               const std::vector<GridSection>& sections,
                               std::int64_t row_shift) {
  Eigen::Index spots = 0;
  for (const GridSection& section : sections) spots += section.features.rows();
  Matrix predicted(spots, sections.front().targets.cols());
  Eigen::Index row = 0;
  for (const GridSection& section : sections) {
    const Matrix values = values_at_spots(predict_grid(network, section),
                                          section.grid, row_shift);
    predicted.middleRows(row, values.rows()) = values;
    row += values.rows();
  }
  return find_collapse(predicted);
}

std::vector<GridSection> sections_of(const Inputs& in,
                                     const std::string& prefix) {
  if (!in.has(prefix + "features")) {
    check(!in.has(prefix + "targets") && !in.has(prefix + "grid"),
          "hist_model: give ", prefix, "features, ", prefix, "targets and ",
          prefix, "grid together");
    return {};
  }
  return with_context("hist_model", [&] {
    return join_sections(in.list<Features>(prefix + "features"),
                         in.list<Targets>(prefix + "targets"),
                         in.list<GridMap>(prefix + "grid"));
  });
}

/// Beside those of the training.
struct HistOptions {
  OutputInit output_init = OutputInit::published;
  std::int64_t target_row_shift = 0;
};

TrainingOptions training_options(const Options& options) {
  auto training = options.as<TrainingOptions>();
  training.step = "hist_model";
  training.progress = [](std::uint64_t done, std::uint64_t total) {
    report_progress(done, total, "batches");
  };
  return training;
}

// Measured with 785 genes: 1.25 GB of weights, gradients, moments and library,
// 0.12 GB a section of a batch; 0.5 s a section and epoch on one core.
Needs hist_needs(const Options& options, const InputSizes& sizes) {
  const auto training = options.as<TrainingOptions>();
  const auto sections =
      std::max<std::uint64_t>(1, sizes.of("features") / 300'000);
  const auto batch = std::min<std::uint64_t>(training.batch, sections);
  const auto epochs = static_cast<double>(training.epochs);
  return {.memory_bytes = 1'250'000'000 + batch * 130'000'000 +
                          4 * (sizes.of("features") + sizes.of("targets")),
          .seconds = 5 + 0.5 * epochs * static_cast<double>(sections)};
}

}  // namespace

Model train_hist(const std::vector<GridSection>& sections,
                 const std::vector<GridSection>& held_out,
                 OutputInit output_init, std::int64_t row_shift,
                 const TrainingOptions& options) {
  check(!sections.empty(), "hist_model: no section to train on");
  check(options.checkpoint != Checkpoint::best || !held_out.empty(),
        "hist_model: checkpoint = \"best\" chooses by held-out sections; give "
        "held_out_features, held_out_targets and held_out_grid, or use "
        "checkpoint = \"last\"");
  const GridSection& first = sections.front();
  check(first.grid.rows % 16 == 0 && first.grid.columns % 16 == 0,
        "hist_model: the grid is ", first.grid.rows, " x ", first.grid.columns,
        "; both sides are halved four times, so 16 must divide them");
  for (const GridSection& section : held_out) {
    check(section.genes == first.genes && section.encoder == first.encoder,
          "hist_model: held-out section ", section.grid.section,
          " has other genes or features than the training sections");
  }
  keep_freed_memory();

  HistConfig config{.channels = first.features.cols(),
                    .genes = first.targets.cols(),
                    .output_init = output_init};
  const auto network = hist_network(config, {options.seed, options.step});
  std::optional<Examples> scored;
  if (!held_out.empty()) scored = grid_examples(held_out, row_shift);
  const TrainingLog log =
      train(*network, grid_examples(sections, row_shift), scored, options);
  const OutputCollapse collapse =
      output_collapse(*network, sections, row_shift);
  if (collapse.constant_outputs > 0) {
    log_line(concat("hist_model: ", collapse.constant_outputs, " of ",
                    collapse.outputs,
                    " genes are predicted as one constant over the training "
                    "spots",
                    collapse.collapsed() ? "; the network has collapsed" : ""));
  }

  Model model;
  model.network = options.step;
  model.config = {{"channels", config.channels},
                  {"genes", config.genes},
                  {"rows", first.grid.rows},
                  {"columns", first.grid.columns},
                  {"target_row_shift", row_shift}};
  model.encoder = first.encoder;
  model.genes = first.genes;
  model.collapsed = collapse.collapsed();
  model.constant_genes = collapse.constant_outputs;
  model.training = log.json();
  model.weights = weights_of(network->state());
  return model;
}

StepKind hist_model_step() {
  return StepKind("hist_model", 1,
                  "HiST's gene network (CMU-Net), trained on whole sections.")
      .numeric(Numeric::torch)
      .learns_many<Features>("features", Learned::input,
                             "of the training sections")
      .learns_many<Targets>("targets", Learned::label,
                            "measured expression of the training sections")
      .learns_many<GridMap>("grid", Learned::input,
                            "where the spots of each section lie")
      .learns_many<Features>("held_out_features", Learned::selection,
                             "of sections that choose the epoch")
      .optional()
      .learns_many<Targets>("held_out_targets", Learned::selection,
                            "of sections that choose the epoch")
      .optional()
      .learns_many<GridMap>("held_out_grid", Learned::selection,
                            "where the held-out spots lie")
      .optional()
      .option("epochs", &TrainingOptions::epochs,
              "passes over the training sections", {1, {}})
      .option("batch", &TrainingOptions::batch, "sections in an optimiser step",
              {1, {}})
      .option("learning_rate", &TrainingOptions::learning_rate,
              "of the first epoch", {0, {}})
      .option("eta_min", &TrainingOptions::eta_min,
              "learning rate that the cosine falls to", {0, {}})
      .option("weight_decay", &TrainingOptions::weight_decay,
              "L2, added to the gradient", {0, {}})
      .option("output_init", &HistOptions::output_init,
              "start of the last layer; zero keeps sparse grids from "
              "collapsing")
      .option("checkpoint", &TrainingOptions::checkpoint,
              "state that is kept; best needs the held-out sections")
      .option("best_from", &TrainingOptions::best_from,
              "epoch index from which best looks at the held-out error",
              {0, {}})
      .option("target_row_shift", &HistOptions::target_row_shift,
              "rows by which targets lie below their features", {0, 1})
      .option("seed", &TrainingOptions::seed,
              "of first weights and batch order")
      .needs(hist_needs)
      .makes<Model>([](const Inputs& in, const Options& options) {
        const auto sections = sections_of(in, "");
        const auto held_out = sections_of(in, "held_out_");
        const auto hist = options.as<HistOptions>();
        return train_hist(sections, held_out, hist.output_init,
                          hist.target_row_shift, training_options(options));
      });
}

}  // namespace moonstain
