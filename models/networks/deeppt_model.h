#pragma once

#include "core/learn/spot_method.h"

namespace moonstain {

class StepKind;

/// Defaults are the published ones; there is no validation set, so all epochs
/// are made and the last state is kept.
struct DeepptTraining : SpotTraining {
  DeepptTraining() {
    epochs = 500;
    learning_rate = 1e-4;
    batch = 32;
  }
  std::int64_t autoencoder_epochs = 500;
};

/// DeepPT on spots, one tile each: the autoencoder is trained first, on the
/// training sections alone (in the paper on all slides), then the regressor,
/// whose bias begins as the training mean of each gene. Adam and the mean
/// squared error for both; no ensemble.
///
/// Source: Hoang et al. 2024, doi:10.1038/s43018-024-00793-2.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 15.
SpotMethod deeppt_method();
ModelKind deeppt_kind();
/// `deeppt_model`
StepKind deeppt_model_step();

}  // namespace moonstain
