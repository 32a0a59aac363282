#pragma once

#include <string>

#include "core/eval/panels/track_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// The chromosomes side by side at one scale, a bar a bin, over each what
/// chance gives there, and the names of marked places; the highest bins in a
/// table.
std::string track_html(const TrackPanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
