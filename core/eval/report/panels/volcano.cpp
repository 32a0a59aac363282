#include "core/eval/report/panels/volcano.h"

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

constexpr double kWidth = 540;
constexpr double kHeight = 380;
constexpr double kLabelHeight = 13;
constexpr double kLabelWidth = 70;

bool is_defined(const VolcanoItem& item) {
  return std::isfinite(item.effect) && std::isfinite(item.p);
}

struct Label {
  double x = 0;
  double y = 0;  ///< of the point
  double text_y = 0;
  std::string name;
};

// Labels to one side, moved down as far as they would overlap.
std::string labels_html(std::vector<Label> labels, bool left, double bottom) {
  std::stable_sort(
      labels.begin(), labels.end(),
      [](const Label& a, const Label& b) { return a.text_y < b.text_y; });
  std::string out;
  double least = 0;
  for (Label& one : labels) {
    one.text_y = std::min(std::max(one.text_y, least), bottom);
    least = one.text_y + kLabelHeight;
    const double x = one.x + (left ? -12 : 12);
    if (std::abs(one.text_y - one.y) > 2) {
      out += svg_line(one.x, one.y, x, one.text_y, "group");
    }
    out += svg_text(x + (left ? -2 : 2), one.text_y + 4, one.name, "t",
                    left ? "end" : "start");
  }
  return out;
}

std::string named_table(const VolcanoPanel& panel,
                        const std::vector<std::size_t>& found,
                        const Drawing& drawing) {
  if (found.empty()) return "";
  std::string body;
  for (std::size_t i = 0; i < std::min(found.size(), panel.labels); ++i) {
    const VolcanoItem& one = panel.items[found[i]];
    body += element(
        "tr", {},
        concat(
            row_head(one.name),
            text_element("td", {{"class", "num"}}, signed_fixed(one.effect, 3)),
            text_element("td", {{"class", "num"}}, short_number(one.p))));
  }
  return table(
      drawing.title,
      found.size() > panel.labels
          ? concat("The ", panel.labels, " of smallest p")
          : "",
      word_head(panel.item) + number_head(panel.effect) + number_head(panel.p),
      body);
}

}  // namespace

std::string volcano_html(const VolcanoPanel& panel, const Drawing& drawing) {
  std::vector<double> effects{0.0};
  std::vector<double> heights{0.0, -std::log10(panel.threshold)};
  bool no_height = false;
  for (const VolcanoItem& one : panel.items) {
    if (!is_defined(one)) continue;
    effects.push_back(one.effect);
    effects.push_back(-one.effect);  // 0 in the middle
    if (one.p > 0) heights.push_back(-std::log10(one.p));
    no_height = no_height || one.p == 0;
  }
  // Room for those without a height above all that have one.
  if (no_height) {
    heights.push_back(1.1 * *std::max_element(heights.begin(), heights.end()));
  }
  const Plot plot(
      kWidth, kHeight, PlotAxis({panel.effect, "", false}, effects),
      PlotAxis({concat("-log10 of ", panel.p), "", false}, heights));
  const std::vector<std::size_t> found = volcano_findings(panel);
  std::vector<bool> is_found(panel.items.size());
  for (const std::size_t at : found) is_found[at] = true;

  std::size_t undefined = 0;
  std::size_t beyond = 0;
  std::string others;
  std::string findings;
  const auto height_of = [&](const VolcanoItem& item) {
    return item.p > 0 ? plot.y(-std::log10(item.p)) : plot.top();
  };
  for (std::size_t i = 0; i < panel.items.size(); ++i) {
    const VolcanoItem& one = panel.items[i];
    if (!is_defined(one)) {
      ++undefined;
      continue;
    }
    if (one.p == 0) ++beyond;
    const double x = plot.x(one.effect);
    const double y = height_of(one);
    if (is_found[i]) {
      findings += draw_mark({one.effect < 0 ? "#0072b2" : "#d55e00",
                             one.effect < 0 ? Shape::down : Shape::triangle},
                            x, y, 4.5);
    } else {
      others +=
          empty_element("circle", {{"cx", px(x)}, {"cy", px(y)}, {"r", "2.4"}});
    }
  }
  const double line = plot.y(-std::log10(panel.threshold));
  std::string inner = svg_line(plot.left(), line, plot.right(), line, "join");
  if (panel.least_effect > 0) {
    for (const double effect : {-panel.least_effect, panel.least_effect}) {
      inner += svg_line(plot.x(effect), plot.top(), plot.x(effect),
                        plot.bottom(), "join");
    }
  }
  inner +=
      element("g", {{"fill", "#7c8896"}, {"fill-opacity", "0.6"}}, others) +
      findings;
  std::vector<Label> left;
  std::vector<Label> right;
  for (std::size_t i = 0; i < std::min(found.size(), panel.labels); ++i) {
    const VolcanoItem& one = panel.items[found[i]];
    const double y = height_of(one);
    const double x = plot.x(one.effect);
    const bool no_room = one.effect < 0 ? x < plot.left() + kLabelWidth
                                        : x > plot.right() - kLabelWidth;
    ((one.effect < 0) != no_room ? left : right).push_back({x, y, y, one.name});
  }
  std::string words = concat(
      "Dashed: ", panel.p, " of ", short_number(panel.threshold),
      panel.least_effect > 0
          ? concat(", and an effect of ", short_number(panel.least_effect))
          : "",
      ". Triangles: ", counted(found.size(), panel.item), " beyond, of ",
      panel.items.size(), ".");
  if (beyond > 0) {
    words += concat(" At the upper edge: ", beyond, " with p 0.");
  }
  if (undefined > 0) {
    words += concat(" Not drawn: ", undefined, " without effect or p.");
  }
  return plot.html(drawing.id, drawing.title, drawing.sentence, inner,
                   labels_html(std::move(left), true, plot.bottom()) +
                       labels_html(std::move(right), false, plot.bottom())) +
         text_element("p", {{"class", "small"}}, words) +
         named_table(panel, found, drawing);
}

}  // namespace moonstain::report
