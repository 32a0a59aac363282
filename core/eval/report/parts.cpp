#include "core/eval/report/parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/report/html.h"
#include "core/eval/report/svg.h"
#include "core/eval/report/take_away.h"

namespace moonstain::report {
namespace {

Mark mark_of(PredictorKind kind, std::size_t nth) {
  static const std::vector<Mark> kVariant{{"#56b4e9", Shape::circle},
                                          {"#0072b2", Shape::ring},
                                          {"#56b4e9", Shape::square}};
  static const std::vector<Mark> kSimple{{"#d55e00", Shape::diamond},
                                         {"#e69f00", Shape::triangle},
                                         {"#a6761d", Shape::square},
                                         {"#8c2d04", Shape::ring}};
  static const std::vector<Mark> kNull{{"#5f5f5f", Shape::cross},
                                       {"#8a8a8a", Shape::plus},
                                       {"#5f5f5f", Shape::square}};
  static const std::vector<Mark> kOracle{{"#009e73", Shape::down},
                                         {"#009e73", Shape::ring}};
  static const std::vector<Mark> kCeiling{{"#cc79a7", Shape::ring},
                                          {"#cc79a7", Shape::down}};
  const auto of = [&](const std::vector<Mark>& marks) {
    return marks[nth % marks.size()];
  };
  switch (kind) {
    case PredictorKind::model:
      return {"#0072b2", Shape::circle};
    case PredictorKind::variant:
      return of(kVariant);
    case PredictorKind::null:
      return of(kNull);
    case PredictorKind::simple:
      return of(kSimple);
    case PredictorKind::oracle:
      return of(kOracle);
    case PredictorKind::ceiling:
      return of(kCeiling);
  }
  return {};
}

std::string polygon(const std::vector<std::array<double, 2>>& points,
                    const Mark& mark, bool filled) {
  std::string list;
  for (const auto& [x, y] : points) {
    list += concat(list.empty() ? "" : " ", px(x), ",", px(y));
  }
  return empty_element("polygon", {{"points", list},
                                   {"fill", filled ? mark.colour : "#ffffff"},
                                   {"stroke", filled ? "#222222" : mark.colour},
                                   {"stroke-width", filled ? "0.6" : "1.6"}});
}

std::string strokes(const std::string& path, const Mark& mark) {
  return empty_element("path", {{"d", path},
                                {"stroke", mark.colour},
                                {"stroke-width", "2.2"},
                                {"fill", "none"}});
}

template <typename Value>
const Value& entry(const std::map<std::string, Value>& entries,
                   const std::string& name, std::string_view what,
                   const std::string& predictor) {
  const auto found = entries.find(name);
  check(found != entries.end(), "report: the findings of '", predictor,
        "' have no ", what, " '", name, "'");
  return found->second;
}

}  // namespace

std::string short_name(std::string_view name) {
  const auto slash = name.rfind('/');
  return std::string(slash == std::string_view::npos ? name
                                                     : name.substr(slash + 1));
}

std::string metric_label(std::string_view metric, std::string_view item) {
  return parse_metric(metric).label(item);
}

std::string reading_label(std::string_view reading) {
  return std::string(reading_kind(reading).label);
}

std::vector<std::string> readings_of(const Findings& findings) {
  std::vector<std::string> names;
  const auto& scored = findings.predictors.at(0).readings;
  for (const ReadingKind& kind : reading_kinds()) {
    if (scored.contains(std::string(kind.name))) names.emplace_back(kind.name);
  }
  return names;
}

std::string draw_mark(const Mark& mark, double x, double y, double size) {
  const double s = size;
  switch (mark.shape) {
    case Shape::circle:
      return empty_element("circle", {{"cx", px(x)},
                                      {"cy", px(y)},
                                      {"r", px(s)},
                                      {"fill", mark.colour},
                                      {"stroke", "#ffffff"},
                                      {"stroke-width", "1"}});
    case Shape::ring:
      return empty_element("circle", {{"cx", px(x)},
                                      {"cy", px(y)},
                                      {"r", px(s * 0.85)},
                                      {"fill", "#ffffff"},
                                      {"stroke", mark.colour},
                                      {"stroke-width", "1.8"}});
    case Shape::diamond:
      return polygon({{x, y - s * 1.2},
                      {x + s * 1.2, y},
                      {x, y + s * 1.2},
                      {x - s * 1.2, y}},
                     mark, true);
    case Shape::triangle:
      return polygon({{x, y - s * 1.1},
                      {x + s * 1.1, y + s * 0.9},
                      {x - s * 1.1, y + s * 0.9}},
                     mark, true);
    case Shape::down:
      return polygon({{x, y + s * 1.1},
                      {x + s * 1.1, y - s * 0.9},
                      {x - s * 1.1, y - s * 0.9}},
                     mark, false);
    case Shape::square:
      return polygon({{x - s * 0.85, y - s * 0.85},
                      {x + s * 0.85, y - s * 0.85},
                      {x + s * 0.85, y + s * 0.85},
                      {x - s * 0.85, y + s * 0.85}},
                     mark, true);
    case Shape::plus:
      return strokes(concat("M", px(x - s), " ", px(y), "H", px(x + s), "M",
                            px(x), " ", px(y - s), "V", px(y + s)),
                     mark);
    case Shape::cross: {
      const double d = s * 0.8;
      return strokes(concat("M", px(x - d), " ", px(y - d), "L", px(x + d), " ",
                            px(y + d), "M", px(x - d), " ", px(y + d), "L",
                            px(x + d), " ", px(y - d)),
                     mark);
    }
  }
  return "";
}

const ReadingScores& Shown::in(const std::string& reading) const {
  static const ReadingScores nothing;
  if (numbers->readings.empty()) return nothing;
  return entry(numbers->readings, reading, "reading", numbers->name);
}

const MetricScores& Shown::scores(const std::string& reading,
                                  const std::string& metric) const {
  static const MetricScores nothing = [] {
    MetricScores scores;
    scores.estimate.value = std::numeric_limits<double>::quiet_NaN();
    scores.estimate.how = "nothing was scored";
    return scores;
  }();
  if (numbers->readings.empty()) return nothing;
  return entry(in(reading).metrics, metric, "metric", numbers->name);
}

std::vector<Shown> shown_predictors(const Findings& findings) {
  std::vector<Shown> list;
  constexpr auto kKinds = std::size(KindWords<PredictorKind>::kAll);
  for (std::size_t i = 0; i < kKinds; ++i) {
    const auto kind = static_cast<PredictorKind>(i);
    std::size_t nth = 0;
    for (const PredictorFindings& one : findings.predictors) {
      if (one.kind == kind) {
        list.push_back({&one, label_of(one.name), mark_of(kind, nth++)});
      }
    }
  }
  check(!list.empty(), "report: the findings have no predictor");
  return list;
}

const Shown* reference_baseline(const Findings& findings,
                                const std::vector<Shown>& predictors) {
  const Headline& headline = findings.headline;
  const MetricKind& kind = *parse_metric(headline.metric).kind;
  const Shown* best = nullptr;
  double best_value = 0;
  for (const Shown& one : predictors) {
    const double value =
        one.scores(headline.reading, headline.metric).estimate.value;
    if (one.kind() == PredictorKind::simple && !std::isnan(value) &&
        (best == nullptr || is_better(kind, value, best_value))) {
      best = &one;
      best_value = value;
    }
  }
  return best;
}

std::string legend(const std::vector<Shown>& predictors) {
  std::string items;
  for (const Shown& one : predictors) {
    const std::string icon = element("svg",
                                     {{"width", "16"},
                                      {"height", "16"},
                                      {"viewBox", "0 0 16 16"},
                                      {"aria-hidden", "true"}},
                                     draw_mark(one.mark, 8, 8));
    items += element(
        "li", {},
        concat(icon, escaped(one.label), " ",
               text_element("span", {{"class", "kind"}}, word_of(one.kind()))));
  }
  return element("ul", {{"class", "legend"}}, items);
}

std::string table(std::string_view title, std::string_view caption,
                  std::string_view head, std::string_view body,
                  std::string_view all) {
  const std::string heads = element("tr", {}, head);
  const std::string link =
      csv_link(title, concat(heads, all.empty() ? body : all));
  return element(
      "div", {{"class", "data"}},
      element("p", {{"class", "caption"}},
              concat(escaped(caption), caption.empty() ? "" : " ", link)) +
          element("div", {{"class", "scroll"}, {"tabindex", "0"}},
                  element("table", {{"aria-label", std::string(title)}},
                          concat(element("thead", {}, heads),
                                 element("tbody", {}, body)))));
}

std::string footer(std::string_view also) {
  return text_element("footer", {},
                      concat("Made by Moonstain. The page holds all it shows: "
                             "no script, no address outside it. Tables can be "
                             "taken as CSV",
                             also, "."));
}

std::string word_head(std::string_view text) {
  return text_element("th", {{"scope", "col"}}, text);
}

std::string number_head(std::string_view text) {
  return text_element("th", {{"scope", "col"}, {"class", "num"}}, text);
}

std::string row_head(std::string_view text) {
  return text_element("th", {{"scope", "row"}}, text);
}

std::string row_link(std::string_view text, std::string_view anchor) {
  if (anchor.empty()) return row_head(text);
  return element("th", {{"scope", "row"}},
                 text_element("a", {{"href", concat("#", anchor)}}, text));
}

std::string estimate_cell(const MetricKind& kind, const Estimate& estimate) {
  if (std::isnan(estimate.value) || estimate.undefined == 0) {
    return number_cell(kind, estimate.value);
  }
  return element("td", {{"class", "num"}},
                 concat(escaped(value_text(kind, estimate.value)), " ",
                        text_element("small", {},
                                     concat("(", estimate.units, " of ",
                                            estimate.units + estimate.undefined,
                                            " ", plural(estimate.unit), ")"))));
}

std::string text_cell(const char* kind, std::string_view text,
                      std::string_view small) {
  return element(
      "td", {{"class", kind}},
      concat(escaped(text),
             small.empty() ? ""
                           : concat("<br>", text_element("small", {}, small))));
}

std::string long_cell(std::string_view text, std::string_view small) {
  return text_cell("long", text, small);
}

std::string number_cell(double value) {
  return text_element("td", {{"class", std::isnan(value) ? "num warn" : "num"}},
                      fixed(value, 3));
}

std::string number_cell(const MetricKind& kind, double value) {
  return text_element("td", {{"class", std::isnan(value) ? "num warn" : "num"}},
                      value_text(kind, value));
}

}  // namespace moonstain::report
