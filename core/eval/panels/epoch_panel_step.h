#pragma once

namespace moonstain {

class StepKind;

/// `epoch_panel`: the concordance of held-out patients after each epoch, mean
/// over folds, a curve a risk (core/eval/survival/epoch_concordance.h), beside
/// what chance gives.
StepKind epoch_panel_step();

}  // namespace moonstain
