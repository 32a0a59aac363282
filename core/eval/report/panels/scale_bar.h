#pragma once

#include <optional>
#include <string>

namespace moonstain::report {

/// A bar of 1, 2 or 5 times a power of ten micrometres, at most a third of the
/// picture's width, in its lower left corner, with its length in words.
///
/// @param um_per_px  of the picture in its own pixels
/// @param shown_px   some width that the page shows it in: for sizes of text
/// @return           "" where `um_per_px` is not known
std::string scale_bar(double width_px, double height_px,
                      const std::optional<double>& um_per_px, double shown_px);

}  // namespace moonstain::report
