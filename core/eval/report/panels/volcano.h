#pragma once

#include <string>

#include "core/eval/panels/volcano_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// Effects against -log10 p, findings in colour and by their shape, those of
/// smallest p with their names, and these in a table.
std::string volcano_html(const VolcanoPanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
