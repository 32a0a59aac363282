#include "core/eval/report/panels/curve.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/eval/panels/words.h"
#include "core/eval/report/html.h"
#include "core/eval/report/panels/plot.h"
#include "core/eval/report/parts.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

constexpr double kWidth = 540;
constexpr double kHeight = 320;
constexpr std::size_t kMostNamed = 7;

struct Point {
  double x = 0;
  double y = 0;
};

// Corners of the drawn line, in runs between its gaps.
std::vector<std::vector<Point>> runs_of(const Plot& plot, CurveForm form,
                                        const std::vector<double>& x,
                                        const std::vector<double>& y) {
  std::vector<std::vector<Point>> runs;
  bool gap = true;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Point at{plot.x(x[i]), plot.y(y[i])};
    if (!std::isfinite(at.x) || !std::isfinite(at.y)) {
      // A step reaches as far as the point that ends it.
      if (!gap && form == CurveForm::step && std::isfinite(at.x)) {
        runs.back().push_back({at.x, runs.back().back().y});
      }
      gap = true;
      continue;
    }
    if (gap) {
      runs.emplace_back();
    } else if (form == CurveForm::step) {
      runs.back().push_back({at.x, runs.back().back().y});
    }
    runs.back().push_back(at);
    gap = false;
  }
  return runs;
}

std::string path_of(const std::vector<Point>& points) {
  std::string path;
  for (const Point& one : points) {
    path += concat(path.empty() ? "M" : "L", px(one.x), " ", px(one.y));
  }
  return path;
}

std::string line_of(const Plot& plot, CurveForm form, const Curve& curve,
                    const Stroke& stroke, bool alone) {
  std::string path;
  for (const auto& run : runs_of(plot, form, curve.x, curve.y)) {
    path += path_of(run);
  }
  return empty_element("path", {{"d", path},
                                {"fill", "none"},
                                {"stroke", stroke.colour},
                                {"stroke-dasharray", stroke.dash},
                                {"stroke-width", alone ? "2" : "1.2"},
                                {"stroke-opacity", alone ? "1" : "0.5"}});
}

std::string band_of(const Plot& plot, CurveForm form, const Curve& curve,
                    const Stroke& stroke) {
  if (curve.low.empty()) return "";
  // Where one end has no value, neither is drawn.
  std::vector<double> low = curve.low;
  std::vector<double> high = curve.high;
  for (std::size_t i = 0; i < low.size(); ++i) {
    if (!std::isfinite(plot.y(low[i])) || !std::isfinite(plot.y(high[i]))) {
      low[i] = high[i] = std::nan("");
    }
  }
  const auto lower = runs_of(plot, form, curve.x, low);
  const auto upper = runs_of(plot, form, curve.x, high);
  std::string path;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    std::vector<Point> around = upper[i];
    around.insert(around.end(), lower[i].rbegin(), lower[i].rend());
    path += path_of(around) + "Z";
  }
  return empty_element(
      "path", {{"d", path}, {"fill", stroke.colour}, {"fill-opacity", "0.16"}});
}

// The curve's value at x; NaN before its first point.
double value_at(const Curve& curve, CurveForm form, double x) {
  const auto after = std::upper_bound(curve.x.begin(), curve.x.end(), x);
  if (after == curve.x.begin()) return std::nan("");
  const auto i = static_cast<std::size_t>(after - curve.x.begin()) - 1;
  if (form == CurveForm::step || i + 1 == curve.x.size()) return curve.y[i];
  const double share = (x - curve.x[i]) / (curve.x[i + 1] - curve.x[i]);
  return curve.y[i] + share * (curve.y[i + 1] - curve.y[i]);
}

std::string censoring_of(const Plot& plot, CurveForm form, const Curve& curve,
                         const Stroke& stroke) {
  std::string path;
  for (const double x : curve.censored) {
    const double y = plot.y(value_at(curve, form, x));
    if (!std::isfinite(y)) continue;
    path += concat("M", px(plot.x(x)), " ", px(y - 4.5), "v9");
  }
  return path.empty() ? ""
                      : empty_element("path", {{"d", path},
                                               {"stroke", stroke.colour},
                                               {"stroke-width", "1.5"}});
}

std::string at_risk_table(const CurvePanel& panel, const Drawing& drawing) {
  if (panel.at_risk_at.empty()) return "";
  std::string head = word_head(concat(plural(panel.unit), " at risk"));
  for (const double x : panel.at_risk_at) head += number_head(short_number(x));
  std::string body;
  for (const Curve& one : panel.curves) {
    if (one.at_risk.empty()) continue;
    std::string row = row_head(one.name);
    for (const std::int64_t count : one.at_risk) {
      row += text_element("td", {{"class", "num"}}, concat(count));
    }
    body += element("tr", {}, row);
  }
  return table(concat(drawing.title, ", at risk"),
               concat("By ", panel.x.text()), head, body);
}

std::string last_words(const Curve& curve) {
  return curve.y.empty() ? "nothing to draw"
                         : concat("ends at ", short_number(curve.y.back()));
}

}  // namespace

std::string curve_html(const CurvePanel& panel, const Drawing& drawing) {
  std::vector<double> xs;
  std::vector<double> ys;
  bool censored = false;
  bool band = false;
  for (const Curve& one : panel.curves) {
    xs.insert(xs.end(), one.x.begin(), one.x.end());
    for (const auto* list : {&one.y, &one.low, &one.high}) {
      ys.insert(ys.end(), list->begin(), list->end());
    }
    censored = censored || !one.censored.empty();
    band = band || !one.low.empty();
  }
  for (const CurveLine& one : panel.lines) ys.push_back(one.y);
  if (panel.form == CurveForm::step) ys.push_back(0);  // shares from 0
  const Plot plot(kWidth, kHeight, PlotAxis(panel.x, xs),
                  PlotAxis(panel.y, ys));

  const bool named = panel.curves.size() <= kMostNamed;
  const bool paired = named && panel.lines.size() == panel.curves.size();
  std::string bands;
  std::string lines;
  std::vector<LegendItem> legend;
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const Curve& one = panel.curves[i];
    const Stroke stroke = stroke_of(named ? i : 0);
    bands += band_of(plot, panel.form, one, stroke);
    lines += line_of(plot, panel.form, one, stroke, named);
    lines += censoring_of(plot, panel.form, one, stroke);
    if (named) {
      legend.push_back(
          {stroke_icon(stroke), concat(one.name, ": ", last_words(one))});
    }
  }
  for (std::size_t i = 0; i < panel.lines.size(); ++i) {
    const CurveLine& one = panel.lines[i];
    const Stroke stroke{paired ? stroke_of(i).colour : "#5f5f5f", "2 4"};
    const double y = plot.y(one.y);
    if (std::isfinite(y)) {
      lines += empty_element("line", {{"x1", px(plot.left())},
                                      {"x2", px(plot.right())},
                                      {"y1", px(y)},
                                      {"y2", px(y)},
                                      {"stroke", stroke.colour},
                                      {"stroke-dasharray", stroke.dash},
                                      {"stroke-width", "1.4"}});
    }
    if (named) {
      legend.push_back(
          {stroke_icon(stroke), concat(one.name, ": ", short_number(one.y))});
    }
  }
  std::string below;
  if (!named) {
    below += concat(panel.curves.size(), " curves, drawn alike",
                    panel.lines.empty() ? "" : "; dotted: ",
                    panel.lines.empty() ? "" : panel.lines[0].name,
                    panel.lines.size() > 1 ? " and the like" : "", ". ");
  }
  if (band) below += concat("Bands: ", panel.interval, ". ");
  if (censored) below += "Upright marks: censored. ";
  below += panel.note;
  return legend_html(legend) +
         plot.html(drawing.id, drawing.title, drawing.sentence, bands + lines) +
         (below.empty() ? "" : text_element("p", {{"class", "small"}}, below)) +
         at_risk_table(panel, drawing);
}

}  // namespace moonstain::report
