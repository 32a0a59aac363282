#pragma once

namespace moonstain {

class StepKind;

/// `forest_panel`: of each predicted risk its concordance or hazard ratio with
/// the interval, from scores that `survival_scores` made.
StepKind forest_panel_step();

}  // namespace moonstain
