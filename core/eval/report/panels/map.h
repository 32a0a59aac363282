#pragma once

#include <string>

#include "core/eval/panels/map_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// Each section's picture and, an item at a time, its layers, all of a section
/// at one scale. Below a layer stand its least and largest value, and r.
std::string map_html(const MapPanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
