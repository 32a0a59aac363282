#include "core/eval/report/parts.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/report/html.h"

namespace moonstain {
namespace {

Look look_of(std::string_view kind, std::size_t nth) {
  static const std::vector<Look> kSimple{{"#d55e00", "diamond"},
                                         {"#e69f00", "triangle"},
                                         {"#a6761d", "square"},
                                         {"#8c2d04", "ring"}};
  static const std::vector<Look> kNull{
      {"#5f5f5f", "cross"}, {"#8a8a8a", "plus"}, {"#5f5f5f", "square"}};
  static const std::vector<Look> kOracle{{"#009e73", "down"},
                                         {"#009e73", "ring"}};
  static const std::vector<Look> kCeiling{{"#cc79a7", "ring"},
                                          {"#cc79a7", "down"}};
  if (kind == "model") return {"#0072b2", "circle"};
  const auto& looks = kind == "simple"   ? kSimple
                      : kind == "oracle" ? kOracle
                      : kind == "null"   ? kNull
                                         : kCeiling;
  return looks[nth % looks.size()];
}

std::string polygon(const std::vector<std::array<double, 2>>& points,
                    const Look& look, bool filled) {
  std::string list;
  for (const auto& [x, y] : points) {
    list += concat(list.empty() ? "" : " ", px(x), ",", px(y));
  }
  return empty_element("polygon", {{"points", list},
                                   {"fill", filled ? look.colour : "#ffffff"},
                                   {"stroke", filled ? "#222222" : look.colour},
                                   {"stroke-width", filled ? "0.6" : "1.6"}});
}

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

std::string label_of(std::string_view name) {
  std::string label(name);
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

std::string short_name(std::string_view name) {
  const auto slash = name.rfind('/');
  return std::string(slash == std::string_view::npos ? name
                                                     : name.substr(slash + 1));
}

std::string column_label(std::string_view metric) {
  const std::string_view column = metric.substr(0, metric.find('.'));
  return column == "pearson"    ? "Pearson r"
         : column == "spearman" ? "Spearman rho"
         : column == "mae"      ? "absolute error"
         : column == "rmse"     ? "root mean squared error"
                                : std::string(column);
}

std::string metric_label(std::string_view metric) {
  const auto dot = metric.find('.');
  const std::string_view over =
      dot == std::string_view::npos ? "" : metric.substr(dot + 1);
  const std::string name = column_label(metric);
  if (over == "heg50") {
    return concat("mean ", name, " over the 50 most expressed genes");
  }
  return concat(over, " ", name, " over genes");
}

std::string reading_label(std::string_view reading) {
  if (reading == "whole_grid") return "whole grid";
  if (reading == "kept_grid") return "kept rows of the grid";
  if (reading == "tissue") return "only cells with tissue";
  return label_of(reading);
}

std::vector<Shown> shown_predictors(const Json& findings) {
  std::vector<Shown> list;
  for (const char* kind : {"model", "null", "simple", "oracle", "ceiling"}) {
    std::size_t nth = 0;
    for (const Json& one : findings.at("predictors")) {
      if (one.at("kind") == kind) {
        const auto name = one.at("name").get<std::string>();
        list.push_back({name, label_of(name), kind, look_of(kind, nth++)});
      }
    }
  }
  return list;
}

std::string mark(const Look& look, double x, double y, double size) {
  const double s = size;
  if (look.shape == "circle") {
    return empty_element("circle", {{"cx", px(x)},
                                    {"cy", px(y)},
                                    {"r", px(s)},
                                    {"fill", look.colour},
                                    {"stroke", "#ffffff"},
                                    {"stroke-width", "1"}});
  }
  if (look.shape == "ring") {
    return empty_element("circle", {{"cx", px(x)},
                                    {"cy", px(y)},
                                    {"r", px(s * 0.85)},
                                    {"fill", "#ffffff"},
                                    {"stroke", look.colour},
                                    {"stroke-width", "1.8"}});
  }
  if (look.shape == "diamond") {
    return polygon({{x, y - s * 1.2},
                    {x + s * 1.2, y},
                    {x, y + s * 1.2},
                    {x - s * 1.2, y}},
                   look, true);
  }
  if (look.shape == "triangle") {
    return polygon({{x, y - s * 1.1},
                    {x + s * 1.1, y + s * 0.9},
                    {x - s * 1.1, y + s * 0.9}},
                   look, true);
  }
  if (look.shape == "down") {
    return polygon({{x, y + s * 1.1},
                    {x + s * 1.1, y - s * 0.9},
                    {x - s * 1.1, y - s * 0.9}},
                   look, false);
  }
  if (look.shape == "square") {
    return polygon({{x - s * 0.85, y - s * 0.85},
                    {x + s * 0.85, y - s * 0.85},
                    {x + s * 0.85, y + s * 0.85},
                    {x - s * 0.85, y + s * 0.85}},
                   look, true);
  }
  const bool plus = look.shape == "plus";
  const double d = plus ? 0 : s * 0.8;
  const double l = plus ? s : s * 0.8;
  const std::string path =
      plus ? concat("M", px(x - l), " ", px(y), "H", px(x + l), "M", px(x), " ",
                    px(y - l), "V", px(y + l))
           : concat("M", px(x - d), " ", px(y - d), "L", px(x + d), " ",
                    px(y + d), "M", px(x - d), " ", px(y + d), "L", px(x + d),
                    " ", px(y - d));
  return empty_element("path", {{"d", path},
                                {"stroke", look.colour},
                                {"stroke-width", "2.2"},
                                {"fill", "none"}});
}

std::string legend(const std::vector<Shown>& predictors) {
  std::string items;
  for (const Shown& one : predictors) {
    const std::string icon = element("svg",
                                     {{"width", "16"},
                                      {"height", "16"},
                                      {"viewBox", "0 0 16 16"},
                                      {"aria-hidden", "true"}},
                                     mark(one.look, 8, 8));
    items +=
        element("li", {},
                concat(icon, escaped(one.label), " ",
                       text_element("span", {{"class", "kind"}}, one.kind)));
  }
  return element("ul", {{"class", "legend"}}, items);
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
    if (std::isfinite(value)) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (high == low) {
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

std::string svg_chart(double width, double height, std::string_view title,
                      std::string_view description, std::string_view inner) {
  return element("svg",
                 {{"viewBox", concat("0 0 ", px(width), " ", px(height))},
                  {"role", "img"},
                  {"class", "chart"},
                  {"style", concat("max-width:", px(width), "px")}},
                 concat(text_element("title", {}, title),
                        text_element("desc", {}, description), inner));
}

}  // namespace moonstain
