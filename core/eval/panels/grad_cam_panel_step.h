#pragma once

namespace moonstain {

class StepKind;

/// `grad_cam_panel`: a section's maps of what raises a gene, a network's layer
/// each, over its picture. Cells without a spot have no place in the picture
/// and are not drawn.
StepKind grad_cam_panel_step();

}  // namespace moonstain
