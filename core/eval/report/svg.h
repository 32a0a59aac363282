#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain::report {

// Charts as SVG inside the page; coordinates in pixels, y downwards.

/// "12.5" for a coordinate: at most two places, no locale.
std::string px(double value);

std::string svg_text(double x, double y, std::string_view text,
                     std::string_view css_class = "t",
                     std::string_view anchor = "start");
std::string svg_line(double x1, double y1, double x2, double y2,
                     std::string_view css_class);

/// A text of no more columns (`width_of`) than a chart has room for, a longer
/// one cut and ended by "...".
std::string cut_to_fit(const std::string& text, std::size_t columns);

/// A finished chart: role, title and description for those who cannot see it.
/// On a narrow page it scrolls rather than shrink its words below 11 px, and it
/// can be taken as a file of its own.
std::string svg_chart(double width, double height, std::string_view title,
                      std::string_view description, std::string_view inner);

/// Whether an axis has a place for the value: none for NaN, and none for what
/// is so large that steps between ticks are no numbers.
bool can_be_drawn(double value);

/// A horizontal axis from `low` to `high` on pixels `left` to `right`.
struct Axis {
  double low = 0;
  double high = 1;
  double left = 0;
  double right = 1;

  double at(double value) const;
  /// Round numbers within, some four to eight.
  std::vector<double> ticks() const;
};

/// An axis that holds all values that can be drawn and 0, widened to round
/// numbers.
Axis axis_over(const std::vector<double>& values, double left, double right);

/// Grid lines and numbers of an axis between two heights, title below.
std::string draw_axis(const Axis& axis, double top, double bottom,
                      std::string_view title);

}  // namespace moonstain::report
