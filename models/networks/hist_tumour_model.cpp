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
    return hist_sections(in, prefix, std::move(masks), std::move(grids));
  });
}

}  // namespace

StepKind hist_tumour_model_step() {
  return with_hist_training(
             StepKind(
                 "hist_tumour_model", 1,
                 "HiST's tumour network (CMU-Net with one output), trained "
                 "on masks of whole sections."),
             HistTask::mask)
      .makes<Model>([](const Inputs& in, const Options& options) {
        auto training = options.as<HistTraining>();
        training.task = HistTask::mask;
        return train_hist(masked_sections(in, ""),
                          masked_sections(in, "held_out_"), training,
                          report_training);
      });
}

}  // namespace moonstain
