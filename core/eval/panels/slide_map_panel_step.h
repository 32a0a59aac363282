#pragma once

namespace moonstain {

class StepKind;

/// `slide_map_panel`: a slide made small, what of it lies under its grid
/// outlined, and maps of what is predicted of the tiles.
StepKind slide_map_panel_step();

}  // namespace moonstain
