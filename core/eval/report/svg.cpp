#include "core/eval/report/svg.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/eval/report/html.h"
#include "core/eval/report/style.h"
#include "core/eval/report/take_away.h"

namespace moonstain::report {
namespace {

constexpr double kLeastRange = 1e-12;

// No chart is shown wider than the page; the smallest words of a chart as they
// are drawn, and as small as they may be shown.
constexpr double kPageWidth = 976;
constexpr double kSmallestLetters = 11.5;
constexpr double kLeastLetters = 11;

// The largest of 1, 2, 5 times a power of ten with at most `most` steps.
double round_step(double range, int most) {
  const double rough = range / most;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) {
      return factor * power;
    }
  }
  return 10.0 * power;
}

}  // namespace

bool can_be_drawn(double value) { return std::abs(value) < 1e12; }

std::string px(double value) {
  std::string text = fixed(value, 2);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
      text.pop_back();
    }
  }
  return text;
}

std::string svg_text(double x, double y, std::string_view text,
                     std::string_view css_class, std::string_view anchor) {
  Attributes attributes{
      {"x", px(x)}, {"y", px(y)}, {"class", std::string(css_class)}};
  if (anchor != "start") {
    attributes.emplace_back("text-anchor", std::string(anchor));
  }
  return text_element("text", attributes, text);
}

std::string svg_line(double x1, double y1, double x2, double y2,
                     std::string_view css_class) {
  return empty_element("line", {{"x1", px(x1)},
                                {"y1", px(y1)},
                                {"x2", px(x2)},
                                {"y2", px(y2)},
                                {"class", std::string(css_class)}});
}

std::string cut_to_fit(const std::string& text, std::size_t columns) {
  return width_of(text) <= columns ? text
                                   : cut_to_width(text, columns - 3) + "...";
}

std::string svg_chart(double width, double height, std::string_view title,
                      std::string_view description, std::string_view inner) {
  const std::string box = concat("0 0 ", px(width), " ", px(height));
  const std::string named = concat(text_element("title", {}, title),
                                   text_element("desc", {}, description));
  const std::string least =
      px(std::min(width, kPageWidth) * kLeastLetters / kSmallestLetters);
  const std::string shown =
      element("svg",
              {{"viewBox", box},
               {"role", "img"},
               {"class", "chart"},
               {"style",
                concat("min-width:", least, "px;max-width:", px(width), "px")}},
              concat(named, inner));
  const std::string alone =
      element("svg",
              {{"xmlns", "http://www.w3.org/2000/svg"},
               {"viewBox", box},
               {"width", px(width)},
               {"height", px(height)},
               {"font-family", "sans-serif"}},
              concat(named, element("style", {}, chart_style()), inner));
  return element(
      "div", {{"class", "data"}},
      concat(element("div", {{"class", "scroll"}, {"tabindex", "0"}}, shown),
             element("p", {{"class", "caption"}}, svg_link(title, alone))));
}

double Axis::at(double value) const {
  return left + (value - low) / (high - low) * (right - left);
}

std::vector<double> Axis::ticks() const {
  const double step = round_step(high - low, 7);
  std::vector<double> values;
  for (auto i = std::llround(std::ceil(low / step - 1e-9));
       static_cast<double>(i) * step <= high + 1e-9 * step; ++i) {
    values.push_back(static_cast<double>(i) * step);
  }
  return values;
}

Axis axis_over(const std::vector<double>& values, double left, double right) {
  double low = 0;
  double high = 0;
  for (const double value : values) {
    if (can_be_drawn(value)) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (high - low < kLeastRange) {
    high = low + 1;
  }
  const double step = round_step(high - low, 7);
  return {std::floor(low / step) * step, std::ceil(high / step) * step, left,
          right};
}

std::string draw_axis(const Axis& axis, double top, double bottom,
                      std::string_view title) {
  std::string out;
  const double step = round_step(axis.high - axis.low, 7);
  const int places =
      std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
  for (const double tick : axis.ticks()) {
    const double x = axis.at(tick);
    out +=
        svg_line(x, top, x, bottom, std::abs(tick) < 1e-12 ? "zero" : "grid");
    out += svg_text(x, bottom + 15, fixed(tick, places), "n", "middle");
  }
  return out + svg_text((axis.left + axis.right) / 2, bottom + 32, title, "n",
                        "middle");
}

}  // namespace moonstain::report
