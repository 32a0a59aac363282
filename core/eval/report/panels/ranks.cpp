#include "core/eval/report/panels/ranks.h"

#include <algorithm>
#include <cmath>

#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

constexpr double kWidth = 900;
constexpr double kNames = 255;  // room for names on each side
constexpr double kAxisAt = 60;
constexpr double kBarStep = 9;
constexpr double kRow = 20;
constexpr double kLabelEnd = 12;          // between a name and the axis' ends
constexpr double kOut = 5;                // a bar passes what it joins by
constexpr std::size_t kNameColumns = 36;  // the table has a long one whole
constexpr std::size_t kMostTicks = 12;

std::string thick_line(double x1, double x2, double y) {
  return empty_element("line", {{"x1", px(x1)},
                                {"y1", px(y)},
                                {"x2", px(x2)},
                                {"y2", px(y)},
                                {"stroke", "#1c2430"},
                                {"stroke-width", "4"}});
}

std::string path_of(double rank_x, double from_y, double to_y, double end_x) {
  return empty_element("path", {{"d", concat("M", px(rank_x), " ", px(from_y),
                                             "V", px(to_y), "H", px(end_x))},
                                {"fill", "none"},
                                {"stroke", "#333c47"}});
}

// One below the other, so that bars that overlap are told apart.
std::string bars_html(const RanksPanel& panel, const Axis& axis) {
  std::string out;
  double y = kAxisAt + 12;
  for (const RankBar& bar : panel.bars) {
    out += thick_line(axis.at(panel.rows[bar.first].rank) - kOut,
                      axis.at(panel.rows[bar.last].rank) + kOut, y);
    y += kBarStep;
  }
  return out;
}

std::string ticks_html(const Axis& axis, std::size_t methods) {
  std::string out = svg_line(axis.left, kAxisAt, axis.right, kAxisAt, "zero");
  const std::size_t step = (methods + kMostTicks - 1) / kMostTicks;
  for (std::size_t rank = 1; rank <= methods; rank += step) {
    const double x = axis.at(static_cast<double>(rank));
    out += svg_line(x, kAxisAt - 5, x, kAxisAt, "zero");
    out += svg_text(x, kAxisAt - 9, concat(rank), "n", "middle");
  }
  return out;
}

// To scale where the axis has room for it, in words anyway.
std::string difference_html(const RanksPanel& panel, const Axis& axis) {
  if (std::isnan(panel.critical_difference)) return "";
  const std::string words =
      concat("critical difference ", fixed(panel.critical_difference, 2));
  const double end = axis.left + axis.at(axis.low + panel.critical_difference) -
                     axis.at(axis.low);
  if (end > axis.right) return svg_text(axis.left, 18, words, "n");
  return svg_line(axis.left, 22, end, 22, "whisker") +
         svg_line(axis.left, 18, axis.left, 26, "whisker") +
         svg_line(end, 18, end, 26, "whisker") +
         svg_text(axis.left, 12, words, "n");
}

}  // namespace

std::string ranks_html(const RanksPanel& panel, const Drawing& drawing) {
  const std::size_t methods = panel.rows.size();
  const Axis axis{1, static_cast<double>(std::max<std::size_t>(methods, 2)),
                  kNames, kWidth - kNames};
  const double first_row =
      kAxisAt + 24 + kBarStep * static_cast<double>(panel.bars.size());
  // The better half left, its best on top; the others right, the worst on top:
  // so no line crosses another.
  const std::size_t left = (methods + 1) / 2;
  std::string inner = ticks_html(axis, methods);
  std::string body;
  for (std::size_t i = 0; i < methods; ++i) {
    const RankedRow& row = panel.rows[i];
    const bool is_left = i < left;
    const std::size_t place = is_left ? i : methods - 1 - i;
    const double y = first_row + kRow * static_cast<double>(place);
    const double end =
        is_left ? kNames - kLabelEnd : kWidth - kNames + kLabelEnd;
    inner += path_of(axis.at(row.rank), kAxisAt, y, end);
    inner += svg_text(is_left ? end - 5 : end + 5, y + 4,
                      cut_to_fit(row.name, kNameColumns), "t",
                      is_left ? "end" : "start");
    body += element(
        "tr", {},
        concat(row_head(row.name),
               text_element("td", {{"class", "num"}}, fixed(row.rank, 2))));
  }
  inner += bars_html(panel, axis) + difference_html(panel, axis);
  const double height = first_row + kRow * static_cast<double>(left) + 6;
  return svg_chart(kWidth, height, drawing.title, drawing.sentence, inner) +
         (panel.note.empty() ? "" : text_element("p", {}, panel.note)) +
         table(drawing.title, "",
               word_head(panel.item) +
                   number_head(concat("mean rank over ",
                                      counted(panel.units, panel.unit))),
               body);
}

}  // namespace moonstain::report
