#pragma once

#include <cstdint>

#include "core/engine/step/kind_words.h"
#include "core/learn/spot_method.h"
#include "models/networks/thitogene.h"

namespace moonstain {

class StepKind;

template <>
struct KindWords<AttentionAxis> {
  static constexpr std::string_view kAll[] = {"faithful", "corrected"};
};

/// Defaults are the published ones; of epochs the code has 200 in its text and
/// 300 in its script.
struct ThitogeneTraining : SpotTraining {
  ThitogeneTraining() {
    epochs = 200;
    learning_rate = 1e-5;
  }
  std::int64_t blocks = 4;  ///< 8 for the cSCC data
  std::int64_t heads = 16;
  std::int64_t graph_heads = 8;
  std::int64_t capsules = 20;
  double dropout = 0.2;
  AttentionAxis attention = AttentionAxis::faithful;
};

/// THItoGene on sections: Adam on the mean squared error, a section a step, a
/// new order each epoch, the last state.
///
/// Source: Jia et al. 2024, doi:10.1093/bib/bbad464, and its code.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 7.
SpotMethod thitogene_method();
ModelKind thitogene_kind();
/// `thitogene_model`
StepKind thitogene_model_step();

}  // namespace moonstain
