#pragma once

#include <string>

#include "core/eval/panels/roc_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// The curves over the diagonal of a predictor that knows nothing, the AUC and
/// its interval in the legend. A curve that does not exist is said so there.
std::string roc_html(const RocPanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
