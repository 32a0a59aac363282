#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/eval/panels/axis_words.h"

namespace moonstain::report {

/// How the n-th of several things is drawn: a colour of Okabe and Ito (2008)
/// and a dash pattern, so that it is known without colour. Both repeat after
/// seven.
struct Stroke {
  std::string colour;
  std::string dash;  ///< "" for a solid line
};
Stroke stroke_of(std::size_t n);

/// A short line of it, for a legend.
std::string stroke_icon(const Stroke& stroke);

/// A filled square of it, likewise.
std::string square_icon(const std::string& colour);

/// Items of a legend: an icon as markup, and words.
struct LegendItem {
  std::string icon;
  std::string words;
};
std::string legend_html(const std::vector<LegendItem>& items);

/// Values of an axis and the pixels that they lie on.
class PlotAxis {
 public:
  /// Holds all values that can be drawn (svg.h; on a logarithmic axis those
  /// above 0), widened to round numbers.
  PlotAxis(AxisWords words, const std::vector<double>& values);
  /// From `low` to `high`.
  PlotAxis(AxisWords words, double low, double high);
  struct Tick {
    double value = 0;
    std::string text;
    bool line = true;  ///< across the chart; false: the text alone
  };
  /// The same with ticks of its own.
  PlotAxis(AxisWords words, double low, double high, std::vector<Tick> ticks);

  void lie_on(double first_px, double last_px);

  const AxisWords& words() const { return words_; }
  double low() const { return low_; }
  double high() const { return high_; }
  /// Pixel of a value; NaN for one that the axis has no place for.
  double at(double value) const;
  std::vector<Tick> ticks() const;

 private:
  double scaled(double value) const;

  AxisWords words_;
  double low_ = 0;
  double high_ = 1;
  double first_px_ = 0;
  double last_px_ = 1;
  std::vector<Tick> own_ticks_;
};

/// A chart with two axes: the title of the vertical one above it, that of the
/// other below.
class Plot {
 public:
  Plot(double width_px, double height_px, PlotAxis x, PlotAxis y);

  double x(double value) const { return x_.at(value); }
  double y(double value) const { return y_.at(value); }
  double left() const;
  double right() const;
  double top() const;
  double bottom() const;

  /// The finished chart, `inner` drawn between the axes and cut to them.
  ///
  /// @param id           of this chart alone, for its parts
  /// @param title        for those who cannot see it
  /// @param description  the main numbers, likewise
  /// @param outer        what may pass the axes: labels
  std::string html(std::string_view id, std::string_view title,
                   std::string_view description, std::string_view inner,
                   std::string_view outer = "") const;

 private:
  double width_px_;
  double height_px_;
  PlotAxis x_;
  PlotAxis y_;
};

/// The colours of viridis with the values of both ends, as HTML.
///
/// @param id     of this scale alone
/// @param words  what the colours say: "Pearson r"
std::string colour_scale(std::string_view id, std::string_view low,
                         std::string_view words, std::string_view high);

/// "data:image/png;base64,..." of a PNG or a JPEG.
std::string data_address(std::string_view picture);

}  // namespace moonstain::report
