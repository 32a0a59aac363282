#pragma once

namespace moonstain {

class StepKind;

/// `cells_panel`: the cells of a section over its picture, coloured by what was
/// measured and predicted of some genes, and by their types. Of predictions of
/// several blocks all are shown on one map.
StepKind cells_panel_step();

}  // namespace moonstain
