#include "core/eval/report/charts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/report/html.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

// A chart fits a page of 768 px; long labels widen it, and leave room for
// marks.
constexpr double kLeastWidth = 720;
constexpr double kBesideLabels = 360;
constexpr double kRow = 26;

// Room at the left: as wide as the longest label needs, between these.
constexpr double kLeastLabels = 150;
constexpr std::size_t kMostLetters = 40;
constexpr double kLetter = 7;  // a letter's width, on the wide side
constexpr double kGap = 12;

// Units by cluster, both in the order of names.
std::map<std::string, std::vector<std::string>> units_by_cluster(
    const Findings& findings) {
  std::map<std::string, std::vector<std::string>> units;
  for (const ScoredUnitFacts& one : findings.data.units) {
    units[one.cluster].push_back(one.unit);
  }
  return units;
}

// "patient B", and nothing where a unit is its own.
std::string cluster_words(const Findings& findings,
                          const std::string& cluster) {
  const ScoredData& data = findings.data;
  return data.unit == data.cluster
             ? ""
             : concat(data.cluster, " ", short_name(cluster));
}

// Places where a letter begins, and the end.
std::vector<std::size_t> letters_of(const std::string& text) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) {
      starts.push_back(i);
    }
  }
  starts.push_back(text.size());
  return starts;
}

// Both ends of a name that is too long, since names differ at either.
std::string cut_label(const std::string& text) {
  const std::vector<std::size_t> starts = letters_of(text);
  const std::size_t letters = starts.size() - 1;
  if (letters <= kMostLetters) return text;
  constexpr std::size_t kFront = kMostLetters / 2;
  constexpr std::size_t kBack = kMostLetters - kFront - 1;
  return concat(text.substr(0, starts[kFront]), "\u2026",
                text.substr(starts[letters - kBack]));
}

double chart_width(double labels) {
  return std::max(kLeastWidth, labels + kBesideLabels);
}

double width_of(const std::string& text) {
  return text.empty()
             ? 0
             : kGap + kLetter * static_cast<double>(letters_of(text).size());
}

// A unit with its cluster: "MOB1 (patient mouse1)".
std::string unit_words(const Findings& findings, const std::string& unit,
                       const std::string& cluster) {
  const std::string of = cluster_words(findings, cluster);
  return cut_label(
      concat(short_name(unit), of.empty() ? "" : concat(" (", of, ")")));
}

std::string path_over(const std::vector<double>& counts, double most,
                      const Axis& axis, double base, double height,
                      bool closed) {
  const auto bins = static_cast<double>(counts.size());
  std::string path;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double low = -1.0 + 2.0 * static_cast<double>(i) / bins;
    const double high = -1.0 + 2.0 * static_cast<double>(i + 1) / bins;
    const double y = base - height * counts[i] / most;
    if (i == 0) {
      path += concat("M", px(axis.at(low)), " ", px(base));
    }
    path += concat("V", px(y), "H", px(axis.at(high)));
  }
  return path + concat("V", px(base), closed ? "Z" : "");
}

std::vector<double> histogram_of(const Shown& predictor,
                                 const std::string& reading,
                                 const std::string& unit) {
  return predictor.in(reading).distribution.at(unit).histogram.value_or(
      std::vector<double>{});
}

}  // namespace

std::string unit_chart(const Findings& findings,
                       const std::vector<Shown>& predictors) {
  const std::string& metric = findings.headline.metric;
  const std::string& reading = findings.headline.reading;
  const std::string label = metric_label(metric, findings.data.item);
  std::vector<double> values;
  for (const Shown& one : predictors) {
    for (const auto& [unit, value] : one.scores(reading, metric).by_unit) {
      values.push_back(value);
    }
  }
  double labels = kLeastLabels;
  for (const auto& [cluster, units] : units_by_cluster(findings)) {
    const double of = width_of(cut_label(cluster_words(findings, cluster)));
    for (const std::string& unit : units) {
      labels = std::max(labels, of + width_of(cut_label(short_name(unit))));
    }
  }
  const double width = chart_width(labels);
  const Axis axis = axis_over(values, labels, width - 110);
  std::string rows;
  double y = 18;
  const double top = 6;
  for (const auto& [cluster, units] : units_by_cluster(findings)) {
    rows +=
        svg_text(0, y + 4, cut_label(cluster_words(findings, cluster)), "t");
    for (const std::string& unit : units) {
      rows += svg_line(axis.left, y, axis.right, y, "row");
      rows += svg_text(labels - kGap, y + 4, cut_label(short_name(unit)), "t",
                       "end");
      std::string undefined;
      std::string marks;
      for (auto one = predictors.rbegin(); one != predictors.rend(); ++one) {
        const auto& scored = one->scores(reading, metric).by_unit;
        const auto found = scored.find(unit);
        const double value = found != scored.end()
                                 ? found->second
                                 : std::numeric_limits<double>::quiet_NaN();
        if (!std::isnan(value)) {
          marks += draw_mark(one->mark, axis.at(value), y);
        } else if (one->kind() == PredictorKind::model) {
          undefined = "model undefined";
        }
      }
      rows += marks + svg_text(axis.right + 10, y + 4, undefined, "warn");
      y += kRow;
    }
    y += 8;
  }
  const double bottom = y - 18;
  return svg_chart(
      width, bottom + 42, concat("Every held-out ", findings.data.unit),
      concat("One row a ", findings.data.unit,
             findings.data.unit == findings.data.cluster
                 ? ""
                 : concat(", grouped by ", findings.data.cluster),
             "; marks give the ", label, ", ", reading_label(reading),
             ", of the model and of each baseline. The numbers stand in the "
             "table below."),
      concat(draw_axis(axis, top, bottom,
                       concat(label, ", ", reading_label(reading))),
             rows));
}

std::string distribution_chart(const Findings& findings,
                               const std::vector<Shown>& predictors) {
  const std::string& metric = findings.headline.metric;
  const std::string& reading = findings.headline.reading;
  const MetricKind& kind = *parse_metric(metric).kind;
  if (!kind.undefined_as || findings.data.items < 2) {
    return "";
  }
  const Shown& model = predictors.at(0);
  const Shown* other = reference_baseline(findings, predictors);
  const auto& ours = model.in(reading).distribution;
  double most = 1;
  std::vector<double> ends{0.0};
  for (const Shown* one : {&model, other}) {
    if (one == nullptr) {
      continue;
    }
    for (const auto& [unit, items] : one->in(reading).distribution) {
      for (const double count : histogram_of(*one, reading, unit)) {
        most = std::max(most, count);
      }
      if (!items.quantiles) continue;
      for (const double end :
           {items.quantiles->front(), items.quantiles->back()}) {
        if (can_be_drawn(end)) ends.push_back(end);
      }
    }
  }
  double labels = kLeastLabels;
  for (const auto& [cluster, units] : units_by_cluster(findings)) {
    for (const std::string& unit : units) {
      labels = std::max(labels, width_of(unit_words(findings, unit, cluster)));
    }
  }
  const double width = chart_width(labels);
  // A bin is 0.05 wide: whole bins to both sides of all items.
  Axis axis{std::floor(*std::min_element(ends.begin(), ends.end()) * 10) / 10,
            std::ceil(*std::max_element(ends.begin(), ends.end()) * 10) / 10,
            labels, width - 150};
  if (axis.high - axis.low < 0.2) {
    axis.high = axis.low + 1;
  }
  constexpr double kHeight = 46;
  double y = 8 + kHeight;
  const double top = 4;
  std::string rows;
  for (const auto& [cluster, units] : units_by_cluster(findings)) {
    for (const std::string& unit : units) {
      rows += svg_line(axis.left, y, axis.right, y, "row");
      rows += svg_text(labels - kGap, y - 4,
                       unit_words(findings, unit, cluster), "t", "end");
      const std::vector<double> counts = histogram_of(model, reading, unit);
      const auto draw = [&](const std::vector<double>& bins, const Mark& mark,
                            bool filled) {
        const std::string part =
            path_over(bins, most, axis, y, kHeight, filled);
        rows += empty_element("path", {{"d", part},
                                       {"fill", filled ? mark.colour : "none"},
                                       {"fill-opacity", filled ? "0.55" : "1"},
                                       {"stroke", mark.colour},
                                       {"stroke-width", filled ? "0.5" : "1.6"},
                                       {"clip-path", "url(#plot)"}});
      };
      if (!counts.empty()) {
        draw(counts, model.mark, true);
      }
      if (other != nullptr) {
        const auto bins = histogram_of(*other, reading, unit);
        if (!bins.empty()) {
          draw(bins, other->mark, false);
        }
      }
      const Distribution& items = ours.at(unit);
      rows +=
          svg_text(axis.right + 10, y - 4,
                   concat(items.undefined, " of ", items.values, " undefined"),
                   items.undefined > 0 ? "warn" : "n");
      y += kHeight + 10;
    }
  }
  const double bottom = y - kHeight - 6;
  const std::string clip =
      element("clipPath", {{"id", "plot"}},
              empty_element("rect", {{"x", px(axis.left)},
                                     {"y", "0"},
                                     {"width", px(axis.right - axis.left)},
                                     {"height", px(bottom + 4)}}));
  return svg_chart(
      width, bottom + 42,
      concat("The ", plural(findings.data.item), " of every ",
             findings.data.unit),
      concat("For each held-out ", findings.data.unit, " a histogram over ",
             plural(findings.data.item), ": the model as an area",
             other == nullptr ? "" : ", ", other == nullptr ? "" : other->label,
             other == nullptr ? "" : " as an outline",
             "; at the right the number of ", plural(findings.data.item),
             ", by seed, without a value."),
      concat(element("defs", {}, clip),
             draw_axis(axis, top, bottom,
                       concat(kind.label, " of a ", findings.data.item, ", ",
                              reading_label(reading), "; bins of 0.05")),
             rows));
}

}  // namespace moonstain::report
