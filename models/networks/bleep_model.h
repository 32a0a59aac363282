#pragma once

#include "core/engine/step/kind_words.h"
#include "core/learn/spot_method.h"
#include "models/networks/bleep.h"

namespace moonstain {

class StepKind;

template <>
struct KindWords<Retrieved> {
  static constexpr std::string_view kAll[] = {"mean", "best", "weighted"};
};

/// How BLEEP's encoder is given a picture.
enum class BleepPixels {
  corrected,  ///< red, green, blue as ImageNet's weights expect them
  faithful,   ///< blue, green, red from 0 to 255, as the first release has it
};

template <>
struct KindWords<BleepPixels> {
  static constexpr std::string_view kAll[] = {"corrected", "faithful"};
};

/// Defaults are those of the authors' code; their paper trains for up to 150
/// epochs and keeps the best on a fifth of the spots, here the last state.
struct BleepTraining : SpotTraining {
  BleepTraining() {
    epochs = 4;
    learning_rate = 1e-3;
    weight_decay = 1e-3;
    batch = 256;
  }
  Retrieved prediction = Retrieved::mean;
  std::int64_t neighbours = 50;
  BleepPixels pixels = BleepPixels::corrected;
};

/// The same on features that are made once: epochs cost little.
struct BleepFrozenTraining : BleepTraining {
  BleepFrozenTraining() { epochs = 150; }
};

/// BLEEP: a spot's prediction is made of the expression of the training spots
/// whose embeddings are nearest to that of its picture. A model carries that
/// expression, so what it says of a section is made of measurements of the
/// training sections.
///
/// Pictures are mirrored and turned in training. The input `weights` of
/// `bleep_model` is torchvision's or timm's resnet50, as a PyTorch checkpoint
/// or safetensors; its fc is left out.
///
/// Source: Xie et al. 2023, arXiv:2306.01859: AdamW, temperature 1. The first
/// release mirrors pictures by chance in prediction too; here they are as they
/// are.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 11.
SpotMethod bleep_method();
SpotPlan bleep_plan(const BleepTraining& training,
                    const std::vector<SpotSection>& sections);
ModelKind bleep_kind();
/// `bleep_model`
StepKind bleep_model_step();

/// On features: the encoder is frozen, and only the heads learn.
SpotMethod bleep_frozen_method();
SpotPlan bleep_frozen_plan(const BleepFrozenTraining& training,
                           const std::vector<SpotSection>& sections);
ModelKind bleep_frozen_kind();
/// `bleep_frozen_model`
StepKind bleep_frozen_model_step();

}  // namespace moonstain
