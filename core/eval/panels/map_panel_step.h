#pragma once

namespace moonstain {

class StepKind;

/// `map_panel`: measured and predicted maps of some items, as one panel of all
/// sections that have both.
StepKind map_panel_step();

}  // namespace moonstain
