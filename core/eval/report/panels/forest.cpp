#include "core/eval/report/panels/forest.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/eval/panels/words.h"
#include "core/eval/report/html.h"
#include "core/eval/report/panels/plot.h"
#include "core/eval/report/parts.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

constexpr double kWidth = 640;
constexpr double kNames = 210;  // room for names left of the axis
constexpr double kRight = 20;
constexpr double kTop = 30;
constexpr double kRow = 28;
constexpr double kBottom = 44;
constexpr double kArrow = 6;
constexpr std::size_t kNameColumns = 30;  // the table has a long one whole
// Of a ratio: an interval reaches no farther than this many times the values.
constexpr double kFarthest = 30;

PlotAxis axis_of(const ForestPanel& panel) {
  std::vector<double> values{panel.none};
  for (const ForestRow& one : panel.rows) {
    if (!std::isnan(one.value)) values.push_back(one.value);
  }
  const auto [least, most] = std::ranges::minmax(values);
  for (const ForestRow& one : panel.rows) {
    if (std::isnan(one.value)) continue;
    for (const double end : {one.low, one.high}) {
      if (std::isnan(end)) continue;
      values.push_back(
          panel.effect.logarithmic
              ? std::clamp(end, least / kFarthest, most * kFarthest)
              : end);
    }
  }
  PlotAxis axis(panel.effect, values);
  axis.lie_on(kNames, kWidth - kRight);
  return axis;
}

// An end of the interval: a short line across, or an arrow where it goes on.
std::string end_html(double at, double y, bool goes_on, double outward) {
  if (!goes_on) return svg_line(at, y - 4, at, y + 4, "whisker");
  return empty_element(
      "path", {{"d", concat("M", px(at), " ", px(y), "L",
                            px(at - outward * kArrow), " ", px(y - 4), "L",
                            px(at - outward * kArrow), " ", px(y + 4), "Z")},
               {"fill", "#333c47"}});
}

bool has_interval(const ForestRow& row) {
  return !std::isnan(row.low) || !std::isnan(row.high);
}

std::string row_html(const ForestRow& row, const PlotAxis& axis, double y) {
  std::string out = svg_text(kNames - 10, y + 4,
                             cut_to_fit(row.name, kNameColumns), "t", "end");
  if (std::isnan(row.value)) {
    return out + svg_text(kNames + 6, y + 4, "undefined", "n");
  }
  const std::string mark =
      draw_mark({stroke_of(0).colour, Shape::square}, axis.at(row.value), y, 5);
  if (!has_interval(row)) return out + mark;
  const bool from_beyond = std::isnan(row.low) || row.low < axis.low();
  const bool to_beyond = std::isnan(row.high) || row.high > axis.high();
  const double from = from_beyond ? kNames : axis.at(row.low);
  const double to = to_beyond ? kWidth - kRight : axis.at(row.high);
  out += svg_line(from, y, to, y, "whisker");
  out += end_html(from, y, from_beyond, -1);
  out += end_html(to, y, to_beyond, 1);
  return out + mark;
}

std::string interval_words(const ForestRow& row) {
  if (std::isnan(row.value)) return "undefined";
  if (!has_interval(row)) {
    return concat(short_number(row.value), " (no interval)");
  }
  return concat(
      short_number(row.value), " (",
      std::isnan(row.low) ? "no bound" : short_number(row.low), " to ",
      std::isnan(row.high) ? "no bound" : short_number(row.high), ")");
}

}  // namespace

std::string forest_html(const ForestPanel& panel, const Drawing& drawing) {
  const PlotAxis axis = axis_of(panel);
  const double bottom = kTop + kRow * static_cast<double>(std::max<std::size_t>(
                                          panel.rows.size(), 1));
  const double height = bottom + kBottom;
  std::string inner;
  for (const PlotAxis::Tick& tick : axis.ticks()) {
    const double at = axis.at(tick.value);
    inner += svg_line(at, kTop, at, bottom, "grid");
    inner += svg_text(at, bottom + 15, tick.text, "n", "middle");
  }
  const double none = axis.at(panel.none);
  inner += svg_line(none, kTop - 4, none, bottom, "zero");
  if (!panel.below.empty()) {
    inner += svg_text(none - 8, 16, panel.below, "n", "end");
  }
  if (!panel.above.empty()) inner += svg_text(none + 8, 16, panel.above, "n");
  inner += svg_text((kNames + kWidth - kRight) / 2, height - 8,
                    panel.effect.text(), "n", "middle");
  std::string body;
  for (std::size_t i = 0; i < panel.rows.size(); ++i) {
    const ForestRow& row = panel.rows[i];
    inner += row_html(row, axis, kTop + kRow * (static_cast<double>(i) + 0.5));
    body += element(
        "tr", {},
        concat(
            row_head(row.name),
            text_element(
                "td", {{"class", std::isnan(row.value) ? "num warn" : "num"}},
                interval_words(row)),
            text_element("td", {}, row.note)));
  }
  return svg_chart(kWidth, height, drawing.title, drawing.sentence, inner) +
         table(drawing.title, "",
               word_head(panel.item) +
                   number_head(
                       concat(panel.effect.text(), ", ", panel.interval)) +
                   word_head("of"),
               body);
}

}  // namespace moonstain::report
