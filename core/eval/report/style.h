#pragma once

#include <string_view>

namespace moonstain::report {

/// The page's style sheet, for screen and paper. Text has a contrast of at
/// least 4.5 to 1 (WCAG 2.1, AA) on its ground.
std::string_view style();

/// What charts are drawn with: a part of the page's sheet, and all of that of a
/// chart which is taken as a file of its own.
std::string_view chart_style();

}  // namespace moonstain::report
