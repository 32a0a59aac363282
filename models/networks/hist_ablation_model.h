#pragma once

namespace moonstain {

class StepKind;

/// `hist_ablation_model`: HiST's gene network without its attention gates,
/// without its skip connections, or on features that have lost their places
/// (`train_hist`). With nothing taken away its weights are those of
/// `hist_model`.
///
/// Source: recipes/hist_loocv/METHOD.md 12.1.
StepKind hist_ablation_model_step();

}  // namespace moonstain
