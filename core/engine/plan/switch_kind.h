#pragma once

#include <string_view>

#include "core/engine/step/kind_words.h"

namespace moonstain {

/// What a switch of a recipe turns between the published protocol and the
/// audited one.
enum class SwitchKind {
  training,  ///< how the model is fitted
  scoring,   ///< what is counted of its predictions
  leak,      ///< who is on both sides of a fold
};

template <>
struct KindWords<SwitchKind> {
  static constexpr std::string_view kAll[] = {"training", "scoring", "leak"};
};

}  // namespace moonstain
