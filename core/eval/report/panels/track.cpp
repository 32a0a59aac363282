#include "core/eval/report/panels/track.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/eval/panels/words.h"
#include "core/eval/report/html.h"
#include "core/eval/report/panels/plot.h"
#include "core/eval/report/parts.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

constexpr double kWidth = 900;
constexpr double kHeight = 300;
constexpr double kLeastBar = 1.2;  // px
constexpr double kLetter = 7.2;    // px of a letter of a mark
constexpr double kRow = 14;        // px of a row of marks
constexpr std::size_t kInTable = 10;
// Chromosomes by turns light and dark; above chance in colour.
constexpr const char* kShades[] = {"#5d6b7a", "#9aa5b1"};
constexpr const char* kAbove = "#d55e00";

// Where each chromosome begins on one axis of all of them.
std::vector<double> starts_of(const TrackPanel& panel) {
  std::vector<double> starts{0.0};
  for (const TrackChromosome& one : panel.chromosomes) {
    starts.push_back(starts.back() + one.length);
  }
  return starts;
}

PlotAxis genome_axis(const TrackPanel& panel,
                     const std::vector<double>& starts) {
  std::vector<PlotAxis::Tick> ticks;
  for (std::size_t i = 0; i < panel.chromosomes.size(); ++i) {
    ticks.push_back({starts[i], "", true});
    ticks.push_back(
        {(starts[i] + starts[i + 1]) / 2, panel.chromosomes[i].name, false});
  }
  ticks.push_back({starts.back(), "", true});
  return {{"chromosome", "", false}, 0, starts.back(), std::move(ticks)};
}

// Names above the bars, in as many rows as keep them apart.
struct Marks {
  std::string html;
  std::size_t rows = 0;
};

Marks marks_of(const TrackPanel& panel, const std::vector<double>& starts,
               const Plot& plot) {
  std::vector<std::pair<double, std::string>> marks;
  for (const TrackMark& one : panel.marks) {
    marks.emplace_back(plot.x(starts[one.of] + one.at), one.name);
  }
  std::stable_sort(marks.begin(), marks.end());
  Marks out;
  std::vector<double> ends;  // of each row, px
  for (const auto& [x, name] : marks) {
    const double width = kLetter * static_cast<double>(name.size());
    const double from = std::min(x, plot.right() - width);
    std::size_t row = 0;
    while (row < ends.size() && ends[row] > from) ++row;
    if (row == ends.size()) ends.push_back(0);
    ends[row] = from + width + kLetter;
    const double y = plot.top() + kRow * static_cast<double>(row + 1) - 4;
    out.html += svg_line(x, y + 2, x, plot.bottom(), "group");
    out.html += svg_text(from, y, name);
  }
  out.rows = ends.size();
  return out;
}

std::string highest_table(const TrackPanel& panel, const Drawing& drawing) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < panel.bins.size(); ++i) {
    if (!std::isnan(panel.bins[i].value)) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     return panel.bins[a].value > panel.bins[b].value;
                   });
  if (order.empty()) return "";
  std::string body;
  for (std::size_t i = 0; i < std::min(order.size(), kInTable); ++i) {
    const TrackBin& one = panel.bins[order[i]];
    const auto number = [](const std::string& text) {
      return text_element("td", {{"class", "num"}}, text);
    };
    body += element(
        "tr", {},
        concat(row_head(place_words(panel, one)), number(concat(one.n)),
               number(fixed(one.value, 2)),
               panel.chance.empty() ? "" : number(fixed(one.chance, 2))));
  }
  return table(
      drawing.title,
      order.size() > kInTable ? concat("The ", kInTable, " highest bins") : "",
      word_head("bin") + number_head(plural(panel.item)) +
          number_head(panel.value) +
          (panel.chance.empty() ? "" : number_head(panel.chance)),
      body);
}

}  // namespace

std::string track_html(const TrackPanel& panel, const Drawing& drawing) {
  const std::vector<double> starts = starts_of(panel);
  std::vector<double> heights{0.0};
  std::size_t without = 0;
  for (const TrackBin& one : panel.bins) {
    if (std::isnan(one.value)) {
      ++without;
      continue;
    }
    heights.push_back(one.value);
    if (!std::isnan(one.chance)) heights.push_back(one.chance);
  }
  if (!std::isnan(panel.highest_chance)) {
    heights.push_back(panel.highest_chance);
  }
  const PlotAxis x = genome_axis(panel, starts);
  const auto plot_with = [&](std::vector<double> of) {
    return Plot(kWidth, kHeight, x, PlotAxis({panel.value, "", false}, of));
  };
  // Names get the room that their rows need above the highest bar.
  const Plot bare = plot_with(heights);
  const std::size_t rows = marks_of(panel, starts, bare).rows;
  const double share = kRow * static_cast<double>(rows + (rows > 0 ? 1 : 0)) /
                       (bare.bottom() - bare.top());
  heights.push_back(*std::max_element(heights.begin(), heights.end()) /
                    (1 - std::min(share, 0.6)));
  const Plot plot = plot_with(heights);
  const Marks marks = marks_of(panel, starts, plot);

  std::string bars, chances;
  for (const TrackBin& one : panel.bins) {
    if (std::isnan(one.value)) continue;
    const double from = plot.x(starts[one.of] + one.start);
    const double to =
        plot.x(starts[one.of] + std::min(one.start + one.width,
                                         panel.chromosomes[one.of].length));
    const double width = std::max(to - from, kLeastBar);
    const double top = plot.y(one.value);
    bars += empty_element(
        "rect",
        {{"x", px(from)},
         {"y", px(top)},
         {"width", px(width)},
         {"height", px(plot.bottom() - top)},
         {"fill", one.value > one.chance ? kAbove : kShades[one.of % 2]}});
    if (!std::isnan(one.chance)) {
      chances +=
          concat("M", px(from), " ", px(plot.y(one.chance)), "h", px(width));
    }
  }
  std::string inner = marks.html + bars;
  if (!chances.empty()) {
    inner += empty_element("path", {{"d", chances},
                                    {"stroke", "#1b222b"},
                                    {"stroke-width", "1.3"},
                                    {"fill", "none"}});
  }
  if (!std::isnan(panel.highest_chance)) {
    const double y = plot.y(panel.highest_chance);
    inner += svg_line(plot.left(), y, plot.right(), y, "join");
  }
  std::string words = concat("A bar is a bin of the genome with ",
                             plural(panel.item), " in it.");
  if (!panel.chance.empty()) {
    words += concat(" Short lines: the ", panel.chance,
                    " there. Orange: ", bins_above_chance(panel).size(), " of ",
                    counted(panel.bins.size(), "bin"), " above it.");
    if (!std::isnan(panel.highest_chance)) {
      words += concat(" Dashed: the same of the highest bin, ",
                      short_number(panel.highest_chance), ".");
    }
  }
  if (without > 0) {
    words +=
        concat(" Not drawn: ", counted(without, "bin"), " without a value.");
  }
  return plot.html(drawing.id, drawing.title, drawing.sentence, inner) +
         text_element("p", {{"class", "small"}}, words) +
         highest_table(panel, drawing);
}

}  // namespace moonstain::report
