#pragma once

#include <cstdint>

#include "core/engine/step/kind_words.h"
#include "core/learn/spot_method.h"

namespace moonstain {

class StepKind;

/// Which spots of a section have a patch; the others are 0.
enum class FilledPatches {
  all,
  /// The first one alone, as the published loader of the cSCC data leaves it:
  /// all other spots are told by their positions.
  first,
};
template <>
struct KindWords<FilledPatches> {
  static constexpr std::string_view kAll[] = {"all", "first"};
};

/// Defaults are the paper's.
struct HistogeneTraining : SpotTraining {
  HistogeneTraining() {
    epochs = 100;
    learning_rate = 1e-5;
  }
  std::int64_t depth = 8;
  std::int64_t width = 1024;
  double dropout = 0.1;
  FilledPatches filled_patches = FilledPatches::all;
};

/// HisToGene on sections: Adam on the mean squared error, a section a step, a
/// new order each epoch, the last state.
///
/// Source: Pang et al. 2021, doi:10.1101/2021.11.28.470212, and its code.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 5.
SpotMethod histogene_method();
ModelKind histogene_kind();
/// `histogene_model`
StepKind histogene_model_step();

}  // namespace moonstain
