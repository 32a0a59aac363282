#pragma once

#include <string_view>

#include "core/engine/step/kind_words.h"

namespace moonstain {

/// What a predictor stands for beside the model, in the order shown. The step
/// that makes predictions stamps it on them.
enum class PredictorKind {
  model,    ///< the one that is judged
  variant,  ///< the same, trained or chosen otherwise: shown, never a baseline
  null,     ///< knows nothing of the stain: the tissue mask, the training mean
  simple,   ///< what a model must beat: a ridge regression on colours
  oracle,   ///< uses the held-out measurement: a reference, never a baseline
  ceiling,  ///< what the measurement itself allows
};

template <>
struct KindWords<PredictorKind> {
  static constexpr std::string_view kAll[] = {"model",  "variant", "null",
                                              "simple", "oracle",  "ceiling"};
};

}  // namespace moonstain
