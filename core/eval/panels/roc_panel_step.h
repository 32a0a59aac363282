#pragma once

namespace moonstain {

class StepKind;

/// `roc_panel`: how one class is told from the others, a curve a predictor and
/// unit.
StepKind roc_panel_step();

}  // namespace moonstain
