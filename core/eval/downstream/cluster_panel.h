#pragma once

namespace moonstain {

class StepKind;

/// `cluster_panel`: clusters of the spots of sections over their pictures, of
/// measurements beside those of predictions, in the same colours where they
/// have the same names.
StepKind cluster_panel_step();

}  // namespace moonstain
