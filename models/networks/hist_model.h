#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/step/needs.h"
#include "core/learn/examples/grid_positions.h"
#include "core/learn/examples/grid_section.h"
#include "core/learn/model.h"
#include "core/learn/train/training.h"
#include "models/networks/hist.h"

namespace moonstain {

class Inputs;
class StepKind;

/// What the network is to predict, and with it its loss, its score of held-out
/// sections and the step's name.
enum class HistTask {
  expression,  ///< mean squared error; mean absolute error; `hist_model`
  /// Binary cross-entropy on logits; intersection over union;
  /// `hist_tumour_model` (recipes/hist_tumour/METHOD.md 2).
  mask,
  /// As expression, with a part of the network or of its input taken away;
  /// `hist_ablation_model` (recipes/hist_loocv/METHOD.md 12.1).
  ablation,
};

/// Defaults are the paper's (recipes/hist_loocv/METHOD.md 6.1).
struct HistTraining {
  HistTask task = HistTask::expression;
  std::int64_t epochs = 200;
  /// Optimiser steps in all, in place of epochs: there are as many epochs as
  /// they need, and the schedule runs over these. 0: as the epochs say.
  std::int64_t steps = 0;
  std::int64_t batch = 5;  ///< sections a step; 0: all, in their order
  double learning_rate = 1e-3;
  double eta_min = 1e-5;
  double weight_decay = 1e-4;
  OutputInit output_init = OutputInit::published;
  Skips skips = Skips::gated;                           ///< of an ablation
  FeaturePositions positions = FeaturePositions::kept;  ///< of an ablation
  /// Best: by the task's score on the held-out sections.
  Checkpoint checkpoint = Checkpoint::last;
  std::int64_t best_from = 20;  ///< epoch, counted from 0; of `best` alone
  /// Rows by which targets lie below their features; 1 is what the released
  /// gene-map script does (recipes/hist_loocv/METHOD.md 2.2).
  std::int64_t target_row_shift = 0;
  std::int64_t seed = 42;
  std::string fold;  ///< from which random numbers derive, beside the seed
};

/// Trains HiST's network on whole sections.
///
/// The loss is over all cells of the grid, also those without a spot, where the
/// target is 0 (recipes/hist_loocv/METHOD.md 6.1); Adam with L2 decay, the
/// cosine schedule. A network that ends in constant predictions on its own
/// training sections is marked as collapsed, and one whose loss there is not
/// below that of each gene's mean over the spots (of a mask the share of the
/// class), and 0 elsewhere, is said to be not fitted: that much can be read off
/// the blank features.
///
/// An ablation draws the same first weights and the same order of sections as
/// the whole network, so that nothing differs but the part.
///
/// @param held_out  for the log and for checkpoint `best`; may be empty
/// @param progress  called after each optimiser step
/// @throws Error    when a side of the grid cannot be halved four times, where
///                  options contradict each other, or as `train` does
Model train_hist(std::vector<GridSection> sections,
                 std::vector<GridSection> held_out, const HistTraining& options,
                 std::function<void(const TrainingProgress&)> progress);

/// Memory and time of a training.
Needs hist_needs(const HistTraining& training, const InputSizes& sizes);

/// Whether a step has `features`, `targets` and `grid` under that prefix.
/// @throws Error  where it has one of the others without the features
bool has_sections(const Inputs& in, const std::string& prefix,
                  std::string_view step);

/// Sections of the inputs `features`, `targets`, `grid` and `background` under
/// that prefix; none where they are not given.
std::vector<GridSection> hist_sections(const Inputs& in,
                                       const std::string& prefix,
                                       std::string_view step);

/// The same of targets and grids that are read already, without these checks.
std::vector<GridSection> hist_sections(const Inputs& in,
                                       const std::string& prefix,
                                       std::vector<Targets> targets,
                                       std::vector<GridMap> grids);

/// The inputs and options of a step that trains for a task.
StepKind&& with_hist_training(StepKind&& kind, HistTask task);

/// Such a step's body.
Model trained_hist(const Inputs& in, const HistTraining& options);

/// `hist_model`: this training as a step.
StepKind hist_model_step();

}  // namespace moonstain
