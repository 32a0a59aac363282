#pragma once

#include "core/learn/spot_method.h"

namespace moonstain {

class StepKind;

/// Defaults are the published ones, but for `epochs`: without a validation set
/// no epoch is chosen, and the last state is kept.
struct Hist2rnaTraining : SpotTraining {
  Hist2rnaTraining() {
    epochs = 100;
    learning_rate = 1e-4;
    weight_decay = 0.01;
    batch = 12;
  }
};

/// hist2RNA on spots: the feature of a spot is a sequence of length 1, which
/// makes its network a perceptron of four layers on features.
///
/// Source: Mondol et al. 2023, doi:10.3390/cancers15092569, where samples are
/// patients. Adam, its decay added to the gradient; mean squared error.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 13.
SpotMethod hist2rna_method();
ModelKind hist2rna_kind();
/// `hist2rna_model`
StepKind hist2rna_model_step();

}  // namespace moonstain
