#pragma once

#include <string>

#include "core/eval/panels/heat_map_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// Numbers on their colours, hatched where there is none.
std::string heat_map_html(const HeatMapPanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
