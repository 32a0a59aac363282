#pragma once

#include "core/learn/spot_method.h"

namespace moonstain {

class StepKind;

/// Defaults are the published ones. Its patients in training choose the number
/// of epochs, at most these; here it is said.
struct StNetTraining : SpotTraining {
  StNetTraining() {
    epochs = 50;
    learning_rate = 1e-6;
    batch = 32;
  }
  /// Predictions are the mean over the eight symmetries of a picture.
  bool symmetries = true;
};

/// ST-Net: DenseNet-121 of the picture of each spot, all of it trained. Each
/// channel is given less its mean over the training pictures and divided by its
/// deviation, the authors estimate both on twelve batches; mirrored and turned
/// in training. SGD of momentum 0.9 on the squared error summed over a batch;
/// the learning rate belongs to the sum.
///
/// The input `weights` is torchvision's densenet121 as a PyTorch checkpoint or
/// safetensors, with the names of old or new files; its classifier is left out.
///
/// Source: He et al. 2020, doi:10.1038/s41551-020-0578-x.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 4.
SpotMethod stnet_method();
ModelKind stnet_kind();
/// `stnet_model`
StepKind stnet_model_step();

}  // namespace moonstain
