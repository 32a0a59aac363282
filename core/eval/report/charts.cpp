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

constexpr double kWidth = 976;
constexpr double kLabels = 150;  // room at the left
constexpr double kRow = 26;

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
  const Axis axis = axis_over(values, kLabels, kWidth - 110);
  std::string rows;
  double y = 18;
  const double top = 6;
  for (const auto& [cluster, units] : units_by_cluster(findings)) {
    rows += svg_text(0, y + 4, cluster_words(findings, cluster), "t");
    for (const std::string& unit : units) {
      rows += svg_line(axis.left, y, axis.right, y, "row");
      rows += svg_text(kLabels - 12, y + 4, short_name(unit), "t", "end");
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
      kWidth, bottom + 42, concat("Every held-out ", findings.data.unit),
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
  // A bin is 0.05 wide: whole bins to both sides of all items.
  Axis axis{std::floor(*std::min_element(ends.begin(), ends.end()) * 10) / 10,
            std::ceil(*std::max_element(ends.begin(), ends.end()) * 10) / 10,
            kLabels, kWidth - 150};
  if (axis.high - axis.low < 0.2) {
    axis.high = axis.low + 1;
  }
  constexpr double kHeight = 46;
  double y = 8 + kHeight;
  const double top = 4;
  std::string rows;
  for (const auto& [cluster, units] : units_by_cluster(findings)) {
    const std::string of = cluster_words(findings, cluster);
    for (const std::string& unit : units) {
      rows += svg_line(axis.left, y, axis.right, y, "row");
      rows += svg_text(
          kLabels - 12, y - 4,
          concat(short_name(unit), of.empty() ? "" : concat(" (", of, ")")),
          "t", "end");
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
      kWidth, bottom + 42,
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
