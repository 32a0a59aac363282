#pragma once

#include "core/engine/step/kind_words.h"
#include "core/learn/spot_method.h"
#include "models/networks/sequoia.h"

namespace moonstain {

class StepKind;

/// Of what a sample's tokens are, and what they are to say.
enum class SequoiaTokens {
  around,  ///< a spot and those within two steps: the spot's expression
  /// The spots of a window of 10 x 10 places, as the published maps are made:
  /// the mean of their expression. A spot is told the mean over the windows in
  /// which it lies.
  window,
};
template <>
struct KindWords<SequoiaTokens> {
  static constexpr std::string_view kAll[] = {"around", "window"};
};

/// Batch and rate are those of the comparison on spots, the published ones (16
/// slides, 1e-3) being of bulk expression; the sizes of the network are the
/// published ones. Without a validation set the last state is kept.
struct SequoiaTraining : SpotTraining {
  SequoiaTraining() {
    epochs = 20;
    learning_rate = 1e-4;
    batch = 64;
  }
  std::int64_t blocks = 6;
  std::int64_t heads = 16;
  SequoiaTokens tokens = SequoiaTokens::around;
  /// Of the windows in prediction; `faithful` is refused with `around`.
  WindowSamples window_samples = WindowSamples::corrected;
};

/// "SEQUOIA (spots)": its network on the features of a spot and of those within
/// two steps on the array along each side, 25 tokens in the order of the rows
/// of this square; where the section has no spot a token is 0. In the paper the
/// tokens are 100 clusters of a slide's tiles and the samples are patients.
///
/// With windows it learns as from a patient of whom a part was cut out, the
/// window about a spot, from 5 places before it to 4 behind: the order of
/// tokens is that of the section's spots. Spots in no window that
/// `sliding_window` looks at are given the training mean.
///
/// Source: Pizurica et al. 2024, doi:10.1038/s41467-024-54182-5. AdamW, mean
/// squared error.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 12.
SpotMethod sequoia_method();
ModelKind sequoia_kind();
/// `sequoia_model`
StepKind sequoia_model_step();

/// Features of each of these spots and around it, [spots, 25, features]; the
/// spot itself is token 12.
at::Tensor tokens_around(const SpotRows& rows);

/// Features of the spots in the window about each of these, zeros behind them,
/// [spots, 100, features], and the mean of their targets, [spots, genes].
struct WindowRows {
  at::Tensor tokens;
  at::Tensor targets;  ///< undefined where there are none
};
WindowRows windows_about(const SpotRows& rows);

}  // namespace moonstain
