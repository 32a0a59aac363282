#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/eval/panels/panel.h"

namespace moonstain::report {

/// Every panel under its title, with an anchor "panel-0", "panel-1", ...
///
/// @param panels  with their files; all texts are escaped here
/// @throws Error naming a picture that is not among the files
std::string panels_html(const std::vector<Panel>& panels);

/// Links to the anchors, for the parts of a page.
std::string panels_links(const std::vector<Panel>& panels);

/// What the style sheet of a page needs for them, beside `style()`.
std::string_view panels_style();

}  // namespace moonstain::report
