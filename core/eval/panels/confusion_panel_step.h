#pragma once

namespace moonstain {

class StepKind;

/// `confusion_panel`: which class was called which by one predictor, all units
/// together. One class is called from a threshold on; of several the one of the
/// highest score, of equal scores the first.
StepKind confusion_panel_step();

}  // namespace moonstain
