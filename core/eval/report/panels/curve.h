#pragma once

#include <string>

#include "core/eval/panels/curve_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// The curves with their bands, censoring marks and lines for comparison, a
/// legend with the last value of each, and the table of numbers at risk. More
/// than seven curves are drawn alike and named in no legend.
std::string curve_html(const CurvePanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
