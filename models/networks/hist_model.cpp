#include "models/networks/hist_model.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/learn/examples/grid_maps.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/collapse.h"

namespace moonstain {
namespace {

Collapse collapse_of(Network& network, const std::vector<GridSection>& sections,
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

TrainingOptions training_options(const Options& options) {
  TrainingOptions training;
  training.step = "hist_model";
  training.seed = options.integer("seed");
  training.epochs = options.integer("epochs");
  training.batch = options.integer("batch");
  training.learning_rate = options.number("learning_rate");
  training.weight_decay = options.number("weight_decay");
  training.eta_min = options.number("eta_min");
  training.checkpoint = options.choice("checkpoint") == "best"
                            ? Checkpoint::best
                            : Checkpoint::last;
  training.best_from = options.integer("best_from");
  training.progress = [](std::uint64_t done, std::uint64_t total) {
    report_progress(done, total, "batches");
  };
  return training;
}

std::uint64_t size_of(const InputSizes& sizes, const std::string& input) {
  const auto it = sizes.find(input);
  return it == sizes.end() ? 0 : it->second;
}

// Measured with 785 genes: 1.25 GB of weights, gradients, moments and library,
// 0.12 GB a section of a batch; 0.5 s a section and epoch on one core.
Needs hist_needs(const Options& options, const InputSizes& sizes) {
  const std::uint64_t inputs =
      size_of(sizes, "features") + size_of(sizes, "targets");
  const auto sections =
      std::max<std::uint64_t>(1, size_of(sizes, "features") / 300'000);
  const auto batch =
      std::min<std::uint64_t>(options.integer("batch"), sections);
  const auto epochs = static_cast<double>(options.integer("epochs"));
  return {1'250'000'000 + batch * 130'000'000 + 4 * inputs,
          5 + 0.5 * epochs * static_cast<double>(sections)};
}

}  // namespace

Model train_hist(const std::vector<GridSection>& sections,
                 const std::vector<GridSection>& held_out,
                 OutputInit output_init, std::int64_t row_shift,
                 const TrainingOptions& options) {
  check(!sections.empty(), "hist_model: no section to train on");
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
  const Collapse collapse = collapse_of(*network, sections, row_shift);
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
      .integer("epochs", 200, "passes over the training sections", {1, {}})
      .integer("batch", 5, "sections in an optimiser step", {1, {}})
      .number("learning_rate", 1e-3, "of the first epoch", {0, {}})
      .number("eta_min", 1e-5, "learning rate that the cosine falls to",
              {0, {}})
      .number("weight_decay", 1e-4, "L2, added to the gradient", {0, {}})
      .choice("output_init", {"published", "zero"},
              "start of the last layer; zero keeps sparse grids from "
              "collapsing")
      .choice("checkpoint", {"last", "best"},
              "state that is kept; best needs the held-out sections")
      .integer("best_from", 20,
               "epoch index from which best looks at the held-out error",
               {0, {}})
      .integer("target_row_shift", 0,
               "rows by which targets lie below their features", {0, 1})
      .integer("seed", 42, "of first weights and batch order")
      .needs(hist_needs)
      .makes<Model>([](const Inputs& in, const Options& options) {
        const auto sections = sections_of(in, "");
        const auto held_out = sections_of(in, "held_out_");
        return train_hist(
            sections, held_out,
            options.choice("output_init") == "zero" ? OutputInit::zero
                                                    : OutputInit::published,
            options.integer("target_row_shift"), training_options(options));
      });
}

}  // namespace moonstain
