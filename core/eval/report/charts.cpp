#include "core/eval/report/charts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/error.h"
#include "core/eval/report/html.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

constexpr double kWidth = 976;
constexpr double kLabels = 150;  // room at the left
constexpr double kRow = 26;

// Sections by patient, both in the order of names.
std::map<std::string, std::vector<std::string>> sections_by_patient(
    const Findings& findings) {
  std::map<std::string, std::vector<std::string>> sections;
  for (const ScoredSection& one : findings.data.sections) {
    sections[one.patient].push_back(one.section);
  }
  return sections;
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
                                 const std::string& section) {
  return predictor.in(reading).distribution.at(section).histogram.value_or(
      std::vector<double>{});
}

}  // namespace

std::string unit_chart(const Findings& findings,
                       const std::vector<Shown>& predictors) {
  const auto& [metric, reading, unit] = findings.headline;
  std::vector<double> values;
  for (const Shown& one : predictors) {
    for (const auto& [section, value] :
         one.scores(reading, metric).by_section) {
      values.push_back(value);
    }
  }
  const Axis axis = axis_over(values, kLabels, kWidth - 110);
  std::string rows;
  double y = 18;
  const double top = 6;
  for (const auto& [patient, sections] : sections_by_patient(findings)) {
    rows += svg_text(0, y + 4, concat("patient ", short_name(patient)), "t");
    for (const std::string& section : sections) {
      rows += svg_line(axis.left, y, axis.right, y, "row");
      rows += svg_text(kLabels - 12, y + 4, short_name(section), "t", "end");
      std::string undefined;
      std::string marks;
      for (auto one = predictors.rbegin(); one != predictors.rend(); ++one) {
        const auto& scored = one->scores(reading, metric).by_section;
        const auto found = scored.find(section);
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
      kWidth, bottom + 42, "Every held-out section",
      concat("One row a section, grouped by patient; marks give the ",
             metric_label(metric), ", ", reading_label(reading),
             ", of the model and of each baseline. The numbers stand in the "
             "table below."),
      concat(
          draw_axis(axis, top, bottom,
                    concat(metric_label(metric), ", ", reading_label(reading))),
          rows));
}

std::string distribution_chart(const Findings& findings,
                               const std::vector<Shown>& predictors) {
  const std::string& metric = findings.headline.metric;
  const std::string& reading = findings.headline.reading;
  if (!metric.starts_with("pearson") && !metric.starts_with("spearman")) {
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
    for (const auto& [section, genes] : one->in(reading).distribution) {
      for (const double count : histogram_of(*one, reading, section)) {
        most = std::max(most, count);
      }
      if (genes.quantiles) {
        ends.push_back(genes.quantiles->front());
        ends.push_back(genes.quantiles->back());
      }
    }
  }
  // A bin is 0.05 wide: whole bins to both sides of all genes.
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
  for (const auto& [patient, sections] : sections_by_patient(findings)) {
    for (const std::string& section : sections) {
      rows += svg_line(axis.left, y, axis.right, y, "row");
      rows += svg_text(
          kLabels - 12, y - 4,
          concat(short_name(section), " (patient ", short_name(patient), ")"),
          "t", "end");
      const std::vector<double> counts = histogram_of(model, reading, section);
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
        const auto bins = histogram_of(*other, reading, section);
        if (!bins.empty()) {
          draw(bins, other->mark, false);
        }
      }
      const Distribution& genes = ours.at(section);
      rows +=
          svg_text(axis.right + 10, y - 4,
                   concat(genes.undefined, " of ", genes.values, " undefined"),
                   genes.undefined > 0 ? "warn" : "n");
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
      kWidth, bottom + 42, "Genes of every fold",
      concat("For each held-out section a histogram over genes: the model as ",
             "an area", other == nullptr ? "" : ", ",
             other == nullptr ? "" : other->label,
             other == nullptr ? "" : " as an outline",
             "; at the right the number of genes, by seed, without a ",
             "correlation."),
      concat(element("defs", {}, clip),
             draw_axis(axis, top, bottom,
                       concat(column_label(metric), " of a gene, ",
                              reading_label(reading), "; bins of 0.05")),
             rows));
}

}  // namespace moonstain::report
