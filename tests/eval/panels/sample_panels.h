#pragma once

#include "core/eval/panels/panel.h"

namespace moonstain::sample {

/// One made-up panel a kind, with what a kind can hold: gaps, bands, censoring,
/// undefined values. Small ones, worked out by hand where a test counts.
std::vector<Panel> panels();

/// The panel of this kind among them.
Panel panel(PanelKind kind);

}  // namespace moonstain::sample
