#pragma once

#include <string>

#include "core/eval/panels/confusion_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// Counts with their share of the row, darker where it is larger; rows are
/// measured, columns predicted.
std::string confusion_html(const ConfusionPanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
