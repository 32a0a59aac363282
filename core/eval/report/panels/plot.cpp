#include "core/eval/report/panels/plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/panels/colour_map.h"
#include "core/eval/panels/words.h"
#include "core/eval/report/html.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

// Room around the rectangle of the axes.
constexpr double kLeft = 56;
constexpr double kRight = 18;
constexpr double kTop = 30;
constexpr double kBottom = 42;
constexpr double kMark = 7;
constexpr double kLeastRange = 1e-12;
constexpr double kLeastOfLog = 1e-100;

// The largest of 1, 2, 5 times a power of ten that is not above the value.
double round_below(double value) {
  const double power = std::pow(10, std::floor(std::log10(value) + 1e-9));
  const double share = value / power * (1 + 1e-9);
  return power * (share >= 5 ? 5 : share >= 2 ? 2 : 1);
}

}  // namespace

Stroke stroke_of(std::size_t n) {
  // Okabe and Ito's without yellow, which a thin line on white loses.
  static const std::array<Stroke, 7> kStrokes{{{"#0072b2", ""},
                                               {"#d55e00", "7 3"},
                                               {"#009e73", "2 2"},
                                               {"#cc79a7", "8 3 2 3"},
                                               {"#e69f00", "12 3"},
                                               {"#56b4e9", "4 2"},
                                               {"#333333", "1 3"}}};
  return kStrokes[n % kStrokes.size()];
}

std::string square_icon(const std::string& colour) {
  return element(
      "svg",
      {{"width", "12"},
       {"height", "12"},
       {"viewBox", "0 0 12 12"},
       {"aria-hidden", "true"}},
      empty_element("rect",
                    {{"width", "12"}, {"height", "12"}, {"fill", colour}}));
}

std::string stroke_icon(const Stroke& stroke) {
  return element("svg",
                 {{"width", "28"},
                  {"height", "12"},
                  {"viewBox", "0 0 28 12"},
                  {"aria-hidden", "true"}},
                 empty_element("line", {{"x1", "1"},
                                        {"y1", "6"},
                                        {"x2", "27"},
                                        {"y2", "6"},
                                        {"stroke", stroke.colour},
                                        {"stroke-width", "2.4"},
                                        {"stroke-dasharray", stroke.dash}}));
}

std::string legend_html(const std::vector<LegendItem>& items) {
  std::string list;
  for (const LegendItem& one : items) {
    list += element("li", {}, concat(one.icon, escaped(one.words)));
  }
  return list.empty() ? "" : element("ul", {{"class", "legend"}}, list);
}

PlotAxis::PlotAxis(AxisWords words, const std::vector<double>& values)
    : words_(std::move(words)) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const double value : values) {
    if (can_be_drawn(value) && (!words_.logarithmic || value > kLeastOfLog)) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (low > high) {  // nothing to show
    low = words_.logarithmic ? 0.1 : 0;
    high = 1;
  }
  if (words_.logarithmic) {
    low_ = round_below(low);
    high_ = 1 / round_below(1 / high);  // of 1, 2, 5 the inverses 10, 5, 2
    if (high_ < 2 * low_) high_ = 10 * low_;
    return;
  }
  if (high - low < kLeastRange) {
    low -= 0.5;
    high += 0.5;
  }
  // A third of a step between ticks is not worth a line of its own.
  const std::vector<double> ticks = Axis{low, high, 0, 1}.ticks();
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : high - low;
  low_ = std::floor(low / step + 1e-9) * step;
  high_ = std::ceil(high / step - 1e-9) * step;
}

PlotAxis::PlotAxis(AxisWords words, double low, double high)
    : words_(std::move(words)), low_(low), high_(high) {}

PlotAxis::PlotAxis(AxisWords words, double low, double high,
                   std::vector<Tick> ticks)
    : words_(std::move(words)),
      low_(low),
      high_(high),
      own_ticks_(std::move(ticks)) {}

void PlotAxis::lie_on(double first_px, double last_px) {
  first_px_ = first_px;
  last_px_ = last_px;
}

double PlotAxis::scaled(double value) const {
  if (!words_.logarithmic) return (value - low_) / (high_ - low_);
  if (value <= 0) return std::numeric_limits<double>::quiet_NaN();
  return std::log(value / low_) / std::log(high_ / low_);
}

double PlotAxis::at(double value) const {
  return first_px_ + scaled(value) * (last_px_ - first_px_);
}

std::vector<PlotAxis::Tick> PlotAxis::ticks() const {
  if (!own_ticks_.empty()) return own_ticks_;
  std::vector<Tick> ticks;
  if (words_.logarithmic) {
    const double decades = std::log10(high_ / low_);
    const int first = static_cast<int>(std::floor(std::log10(low_) + 1e-9));
    const int last = static_cast<int>(std::ceil(std::log10(high_) - 1e-9));
    for (int exponent = first; exponent <= last; ++exponent) {
      for (const double factor : {1.0, 2.0, 5.0}) {
        const double value = factor * std::pow(10, exponent);
        if ((factor == 1.0 || decades < 2.5) && value >= low_ * (1 - 1e-9) &&
            value <= high_ * (1 + 1e-9)) {
          ticks.push_back({value, short_number(value)});
        }
      }
    }
    return ticks;
  }
  const std::vector<double> values = Axis{low_, high_, 0, 1}.ticks();
  const double step = values.size() > 1 ? values[1] - values[0] : 1;
  const int places =
      std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
  for (const double value : values) {
    ticks.push_back({value, fixed(value, places)});
  }
  return ticks;
}

Plot::Plot(double width_px, double height_px, PlotAxis x, PlotAxis y)
    : width_px_(width_px),
      height_px_(height_px),
      x_(std::move(x)),
      y_(std::move(y)) {
  x_.lie_on(left(), right());
  y_.lie_on(bottom(), top());
}

double Plot::left() const { return kLeft; }
double Plot::right() const { return width_px_ - kRight; }
double Plot::top() const { return kTop; }
double Plot::bottom() const { return height_px_ - kBottom; }

std::string Plot::html(std::string_view id, std::string_view title,
                       std::string_view description, std::string_view inner,
                       std::string_view outer) const {
  std::string axes;
  for (const PlotAxis::Tick& tick : x_.ticks()) {
    const double at = x(tick.value);
    if (tick.line) axes += svg_line(at, top(), at, bottom(), "grid");
    if (!tick.text.empty()) {
      axes += svg_text(at, bottom() + 15, tick.text, "n", "middle");
    }
  }
  for (const PlotAxis::Tick& tick : y_.ticks()) {
    const double at = y(tick.value);
    axes += svg_line(left(), at, right(), at, "grid");
    axes += svg_text(left() - 7, at + 4, tick.text, "n", "end");
  }
  axes += svg_line(left(), bottom(), right(), bottom(), "zero");
  axes += svg_line(left(), top(), left(), bottom(), "zero");
  axes += svg_text(4, 15, y_.words().text(), "n");
  axes += svg_text((left() + right()) / 2, height_px_ - 6, x_.words().text(),
                   "n", "middle");
  const std::string cut = concat(id, "-cut");
  // Marks on an axis stay whole.
  const std::string clip = element(
      "clipPath", {{"id", cut}},
      empty_element("rect", {{"x", px(left() - kMark)},
                             {"y", px(top() - kMark)},
                             {"width", px(right() - left() + 2 * kMark)},
                             {"height", px(bottom() - top() + 2 * kMark)}}));
  return svg_chart(
      width_px_, height_px_, title, description,
      concat(element("defs", {}, clip), axes,
             element("g", {{"clip-path", concat("url(#", cut, ")")}}, inner),
             outer));
}

std::string colour_scale(std::string_view id, std::string_view low,
                         std::string_view words, std::string_view high) {
  std::string stops;
  for (int i = 0; i <= 8; ++i) {
    stops += empty_element(
        "stop", {{"offset", px(i / 8.0)}, {"stop-color", viridis(i / 8.0)}});
  }
  const std::string gradient =
      element("linearGradient", {{"id", std::string(id)}}, stops);
  const std::string bar = empty_element(
      "rect",
      {{"width", "160"}, {"height", "12"}, {"fill", concat("url(#", id, ")")}});
  return element(
      "p", {{"class", "scale"}},
      concat(
          escaped(low), " ",
          element("svg", {{"width", "160"}, {"height", "12"}, {"role", "img"}},
                  concat(text_element("title", {}, "colour scale, viridis"),
                         element("defs", {}, gradient), bar)),
          " ", escaped(high), words.empty() ? "" : ": ", escaped(words)));
}

std::string data_address(std::string_view picture) {
  const bool png = picture.starts_with("\x89PNG");
  return concat("data:image/", png ? "png" : "jpeg", ";base64,",
                base64(picture));
}

}  // namespace moonstain::report
