#pragma once

#include <string>

#include "core/eval/panels/forest_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// A row each: its name, its value as a square on its interval, and a line
/// where there is no effect. An end of an interval that passes the picture, or
/// that has no bound, is an arrow. A table has the numbers and notes.
std::string forest_html(const ForestPanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
