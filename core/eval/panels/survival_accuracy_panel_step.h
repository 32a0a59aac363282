#pragma once

namespace moonstain {

class StepKind;

/// `survival_accuracy_panel`: of each risk a row, from scores that
/// `survival_accuracy` made: concordance, area under the ROC curve by time, the
/// gain over the base with its interval, and calibration.
StepKind survival_accuracy_panel_step();

}  // namespace moonstain
