#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/eval/panels/panel.h"

namespace moonstain::report {

/// Every panel under its title, with an anchor "panel-0", "panel-1", ...
///
/// @param panels  with their files; all texts are escaped here
/// @param units   anchor of the table of units, to which a section's name
///                leads; "": there is none
/// @throws Error naming a picture that is not among the files
std::string panels_html(const std::vector<Panel>& panels,
                        const std::string& units = "");

/// Where the panels show a section or an item first: its name to an anchor.
using Anchors = std::map<std::string, std::string>;
Anchors panel_anchors(const std::vector<Panel>& panels);

/// Links to the anchors, for the parts of a page.
std::string panels_links(const std::vector<Panel>& panels);

/// What the style sheet of a page needs for them, beside `style()`.
std::string_view panels_style();

}  // namespace moonstain::report
