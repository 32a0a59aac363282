#pragma once

#include <string>

#include "core/eval/panels/scatter_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// A chart an item, points or a density, with r and n.
std::string scatter_html(const ScatterPanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
