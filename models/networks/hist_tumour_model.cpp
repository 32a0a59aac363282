#include "models/networks/hist_tumour_model.h"

#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/train/report.h"
#include "models/networks/hist_model.h"

namespace moonstain {

Targets whole_mask(const Targets& labels, const GridMap& grid) {
  const std::string what = concat("hist_tumour_model: ", grid.section);
  check(labels.about == grid.section, what, ": the labels are of ",
        labels.about);
  check(labels.variables.size() == 1, what, ": ",
        counted(labels.variables.size(), "class"), ", expected one");
  check((labels.values.array() == 0 || labels.values.array() == 1).all(), what,
        ": the labels hold another number than 1, the class, and 0");
  const std::vector<Eigen::Index> spots =
      places_of(labels.names, grid.spots, "spot", concat(what, ": grid"));
  Targets mask = labels;
  mask.names = grid.spots;
  mask.values = Matrix::Zero(static_cast<Eigen::Index>(grid.spots.size()), 1);
  for (std::size_t i = 0; i < spots.size(); ++i) {
    mask.values(spots[i], 0) = labels.values(static_cast<Eigen::Index>(i), 0);
  }
  return mask;
}

namespace {

std::vector<GridSection> masked_sections(const Inputs& in,
                                         const std::string& prefix) {
  if (!has_sections(in, prefix, "hist_tumour_model")) return {};
  const auto labels = in.list<Targets>(prefix + "targets");
  auto grids = in.list<GridMap>(prefix + "grid");
  std::vector<std::string> labelled, placed;
  for (const Targets& one : labels) labelled.push_back(one.about);
  for (const GridMap& one : grids) placed.push_back(one.section);
  const std::vector<std::size_t> of_grids = paired_sections(
      labelled, "targets", placed, "a grid", "hist_tumour_model");
  std::vector<Targets> masks;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    masks.push_back(whole_mask(labels[i], grids[of_grids[i]]));
  }
  return with_context("hist_tumour_model", [&] {
    auto sections = join_sections(in.list<Features>(prefix + "features"),
                                  std::move(masks), std::move(grids));
    if (in.has(prefix + "background")) {
      join_backgrounds(sections, in.list<Features>(prefix + "background"));
    }
    return sections;
  });
}

}  // namespace

StepKind hist_tumour_model_step() {
  return StepKind("hist_tumour_model", 1,
                  "HiST's tumour network (CMU-Net with one output), trained on "
                  "masks of whole sections.")
      .numeric(Numeric::torch)
      .learns_many<Features>("features", Learned::input,
                             "of the training sections")
      .learns_many<Targets>("targets", Learned::label,
                            "which of their spots are of the class")
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
                            "labels of sections that choose the epoch")
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
              "start of the last layer")
      .option("checkpoint", &HistTraining::checkpoint,
              "state that is kept; best needs the held-out sections")
      .option("best_from", &HistTraining::best_from,
              "epoch index from which best looks at the held-out intersection "
              "over union",
              {0, {}})
      .option("seed", &HistTraining::seed, "of first weights and batch order")
      .option("fold", &HistTraining::fold,
              "the fold's name, from which its random numbers derive; empty: "
              "the same numbers in every fold")
      .needs([](const Options& options, const InputSizes& sizes) {
        return hist_needs(options.as<HistTraining>(), sizes);
      })
      .makes<Model>([](const Inputs& in, const Options& options) {
        auto training = options.as<HistTraining>();
        training.task = HistTask::mask;
        return train_hist(masked_sections(in, ""),
                          masked_sections(in, "held_out_"), training,
                          report_training);
      });
}

}  // namespace moonstain
