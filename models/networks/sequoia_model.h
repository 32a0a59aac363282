#pragma once

#include "core/learn/spot_method.h"

namespace moonstain {

class StepKind;

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
};

/// "SEQUOIA (spots)": its network on the features of a spot and of those within
/// two steps on the array along each side, 25 tokens in the order of the rows
/// of this square; where the section has no spot a token is 0. In the paper the
/// tokens are 100 clusters of a slide's tiles and the samples are patients.
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

}  // namespace moonstain
