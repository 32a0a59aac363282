#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/data/stored/grid_values.h"
#include "core/learn/model.h"
#include "core/learn/model_kind.h"
#include "core/learn/train/selection.h"
#include "core/learn/train/training.h"

namespace moonstain {

class StepKind;

/// Defaults are those of the authors' vignette, but for the kept state, which
/// is theirs with `checkpoint` best (recipes/hist_response/METHOD.md 3).
struct ResponseTraining {
  std::int64_t epochs = 200;
  std::int64_t batch = 20;  ///< slides, in their order
  /// Of the first epoch: 1e-4 times 8 batches of training and validation over
  /// 256. The cosine takes it up to `eta_min` from there.
  double learning_rate = 3.125e-6;
  double eta_min = 1e-5;
  double drop_path = 0.4;
  Checkpoint checkpoint = Checkpoint::last;
  std::int64_t best_from = 20;
  std::int64_t seed = 22;
  std::string fold{};
};

/// Slides as the network sees them.
struct ResponseSlides {
  std::vector<GridValues> maps;  ///< [slides] of one size
  std::vector<bool> responds;    ///< [slides]
};

/// HiST's network for response (ConvNeXt-V2, 2, 2, 8, 2 blocks of 16, 24, 32,
/// 40 channels, two logits), trained on predicted maps: batches of neighbours
/// in the order of the slides, AdamW, the cosine schedule, cross-entropy in
/// which both classes weigh the same.
///
/// @param held_out  slides whose accuracy chooses the epoch, where one is
///                  chosen
/// @param weighed   [any] whose class sizes weigh the loss; the published code
///                  takes all slides, held-out ones among them
/// @throws Error    without slides, on maps of different sizes or genes, on one
///                  class alone, and where an epoch is to be chosen by none
Model train_response(
    const ResponseSlides& slides, const std::optional<ResponseSlides>& held_out,
    const std::vector<bool>& weighed, const ResponseTraining& training,
    std::function<void(const TrainingProgress&)> progress = {});

/// Of such a model: the chance of response, a slide at a time.
ModelKind hist_response_kind();

/// `hist_response_model`: such a training.
StepKind hist_response_model_step();

}  // namespace moonstain
