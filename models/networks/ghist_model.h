#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/data/stored/profiles.h"
#include "core/learn/examples/nucleus_slide.h"
#include "core/learn/model.h"
#include "core/learn/train/selection.h"
#include "core/learn/train/training.h"
#include "models/networks/ghist_config.h"

namespace moonstain {

/// Defaults are the paper's and the later revision's
/// (recipes/ghist_cells/METHOD.md 2.6 to 2.8, 4.2).
struct GhistTraining {
  std::int64_t width = 64;  ///< of the network; 64 is the published one
  std::int64_t epochs = 50;
  std::int64_t max_steps = 0;  ///< of the optimiser; 0: as the epochs say
  std::int64_t batch = 8;      ///< patches; a last one of fewer is dropped
  std::int64_t patch_px = 256;
  std::int64_t overlap_px = 0;
  double um_per_px = 0;  ///< of the network's pictures; 0: as they are
  Border border = Border::published;
  std::int64_t margin_px = 0;  ///< with border `inside`
  double least_um2 = 10;  ///< of a nucleus that teaches, or chooses an epoch
  double learning_rate = 1e-3;
  double weight_decay = 1e-4;  ///< decoupled, of all parameters
  double stain_jitter = 0.03;
  /// Parts of the network and its loss: "types" (of cells; needs their input),
  /// "neighbourhood" (needs types), "morphology" (the term of the pixel map).
  /// The reference is on where one is given.
  std::vector<std::string> components = {"types", "neighbourhood",
                                         "morphology"};
  GhistAttention attention = GhistAttention::published;
  Supervision supervision = Supervision::nuclei;
  double spot_radius_um = 50;
  /// Best: by ranks of the mean correlation over genes and of F1 over types on
  /// the held-out slides (recipes/ghist_cells/METHOD.md 4.3).
  Checkpoint checkpoint = Checkpoint::last;
  std::int64_t seed = 0;
  std::string fold;  ///< from which random numbers derive, beside the seed
};

/// Trains GHIST on patches of slides: AdamW, a rate that falls to 0 along a
/// line by epoch, patches in a new order each epoch, turned and their stains
/// moved. Held-out slides are predicted after each epoch, as `predictions` does
/// without the composition rule; cells that would not be learned from do not
/// count there.
///
/// With a reference the genes are those that it shares with the slides, in
/// natural order; without, those of the slides in theirs.
///
/// @param reference  mean expression of kinds of cells, ln(1 + x); or nothing
/// @param progress   called after each optimiser step
/// @throws Error     where slides differ in genes or classes, where a part is
///                   asked for whose input is not there, and on a network that
///                   this machine has no room for
Model train_ghist(const std::vector<SlideInput>& slides,
                  const std::vector<SlideInput>& held_out,
                  const std::optional<Profiles>& reference,
                  const GhistTraining& options,
                  std::function<void(const TrainingProgress&)> progress);

}  // namespace moonstain
