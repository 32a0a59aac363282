#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"

namespace moonstain {

// Pieces that the sections and charts of a report share.

/// How a predictor is drawn everywhere: colour and shape both tell it, so that
/// it is known without colour. Colours are Okabe and Ito's (2008).
struct Look {
  std::string colour;
  std::string shape;  ///< circle, diamond, triangle, square, cross, plus, ring
};

/// A predictor as a report names it.
struct Shown {
  std::string name;   ///< "ridge_features"
  std::string label;  ///< "ridge features"
  std::string kind;   ///< "model", "null", "simple", "oracle", "ceiling"
  Look look;
};

/// Predictors of findings, the model first, in the order null, simple, oracle,
/// ceiling after it.
std::vector<Shown> shown_predictors(const Json& findings);

/// "pearson.mean" -> "mean Pearson r over genes"
std::string metric_label(std::string_view metric);
/// "pearson.mean" -> "Pearson r"
std::string column_label(std::string_view metric);
/// "tissue" -> "only cells with tissue"
std::string reading_label(std::string_view reading);
/// "her2st/B4" -> "B4"; a text without '/' as it is.
std::string short_name(std::string_view name);
/// '_' to ' '
std::string label_of(std::string_view name);

/// SVG of a predictor's mark, centred at (x, y).
std::string mark(const Look& look, double x, double y, double size = 5);

/// The marks with their names, as HTML.
std::string legend(const std::vector<Shown>& predictors);

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

/// An axis that holds all values (NaN aside) and 0, widened to round numbers.
Axis axis_over(const std::vector<double>& values, double left, double right);

/// Grid lines and numbers of an axis between two heights, title below.
std::string draw_axis(const Axis& axis, double top, double bottom,
                      std::string_view title);

std::string svg_text(double x, double y, std::string_view text,
                     std::string_view css_class = "t",
                     std::string_view anchor = "start");
std::string svg_line(double x1, double y1, double x2, double y2,
                     std::string_view css_class);

/// A finished chart: role, title and description for those who cannot see it.
std::string svg_chart(double width, double height, std::string_view title,
                      std::string_view description, std::string_view inner);

/// "12.5" for a coordinate: at most two places, no locale.
std::string px(double value);

}  // namespace moonstain
