#pragma once

namespace moonstain {

class StepKind;

/// `scatter_panel`: measured against predicted values of some items, all places
/// of all sections that have both together.
StepKind scatter_panel_step();

}  // namespace moonstain
