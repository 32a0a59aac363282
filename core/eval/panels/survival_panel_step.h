#pragma once

namespace moonstain {

class StepKind;

/// `survival_panel`: Kaplan and Meier's curves of groups of patients, by a
/// clinical column or by whether a predicted risk lies above its median.
StepKind survival_panel_step();

}  // namespace moonstain
