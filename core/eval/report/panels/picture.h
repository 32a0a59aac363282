#pragma once

#include <string>

#include "core/eval/panels/picture_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// The picture, outlines over it by class, and a legend with their counts.
std::string picture_html(const PicturePanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
