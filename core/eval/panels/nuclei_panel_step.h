#pragma once

namespace moonstain {

class StepKind;

/// `nuclei_panel`: a part of a section's picture with the nuclei of its label
/// image outlined, those that the windows of spots count and those between
/// them, so that one can judge by eye what was found.
StepKind nuclei_panel_step();

}  // namespace moonstain
