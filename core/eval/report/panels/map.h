#pragma once

#include <map>
#include <string>

#include "core/eval/panels/map_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// Each section's picture and, an item at a time, its layers, all of a section
/// at one scale. Below a layer stand its least and largest value, and r.
std::string map_html(const MapPanel& panel, const Drawing& drawing);

/// Anchors of its sections and, of an item, of the first map.
///
/// @param id  of the panel, as in `Drawing`
std::map<std::string, std::string> map_anchors(const MapPanel& panel,
                                               const std::string& id);

}  // namespace moonstain::report
