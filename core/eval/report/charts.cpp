#include "core/eval/report/charts.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/findings/findings.h"
#include "core/eval/report/html.h"

namespace moonstain {
namespace {

constexpr double kWidth = 976;
constexpr double kLabels = 150;  // room at the left
constexpr double kRow = 26;

// Sections by patient, both in the order of names.
std::map<std::string, std::vector<std::string>> sections_by_patient(
    const Json& findings) {
  std::map<std::string, std::vector<std::string>> sections;
  for (const Json& one : findings.at("data").at("sections")) {
    sections[one.at("patient").get<std::string>()].push_back(
        one.at("section").get<std::string>());
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

std::vector<double> histogram_of(const Json& distribution) {
  return distribution.contains("histogram")
             ? distribution.at("histogram").get<std::vector<double>>()
             : std::vector<double>{};
}

}  // namespace

const Json& reading_entry(const Json& findings, std::string_view predictor,
                          std::string_view reading) {
  for (const Json& one : findings.at("predictors")) {
    if (one.at("name") == predictor) {
      return one.at("readings").at(std::string(reading));
    }
  }
  fail("report: the findings have no predictor '", predictor, "'");
}

const Json& metric_entry(const Json& findings, std::string_view predictor,
                         std::string_view reading, std::string_view metric) {
  return reading_entry(findings, predictor, reading)
      .at("metrics")
      .at(std::string(metric));
}

const Shown* reference_baseline(const Json& findings,
                                const std::vector<Shown>& predictors,
                                std::string_view reading,
                                std::string_view metric) {
  const Shown* best = nullptr;
  double highest = 0;
  for (const Shown& one : predictors) {
    const double value =
        number_of(metric_entry(findings, one.name, reading, metric).at("mean"));
    if (one.kind == "simple" && !std::isnan(value) &&
        (best == nullptr || value > highest)) {
      best = &one;
      highest = value;
    }
  }
  return best;
}

std::string unit_chart(const Json& findings,
                       const std::vector<Shown>& predictors,
                       std::string_view reading, std::string_view metric) {
  std::vector<double> values;
  for (const Shown& one : predictors) {
    for (const auto& [section, value] :
         metric_entry(findings, one.name, reading, metric)
             .at("by_section")
             .items()) {
      values.push_back(number_of(value));
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
        const Json& by_section =
            metric_entry(findings, one->name, reading, metric).at("by_section");
        const double value = by_section.contains(section)
                                 ? number_of(by_section.at(section))
                                 : std::nan("");
        if (!std::isnan(value)) {
          marks += mark(one->look, axis.at(value), y);
        } else if (one->kind == "model") {
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

std::string distribution_chart(const Json& findings,
                               const std::vector<Shown>& predictors,
                               std::string_view reading,
                               std::string_view metric) {
  if (!metric.starts_with("pearson") && !metric.starts_with("spearman")) {
    return "";
  }
  const Shown& model = predictors.at(0);
  const Shown* other =
      reference_baseline(findings, predictors, reading, metric);
  const Json& ours =
      reading_entry(findings, model.name, reading).at("distribution");
  double most = 1;
  std::vector<double> ends{0.0};
  for (const Shown* one : {&model, other}) {
    if (one == nullptr) {
      continue;
    }
    for (const auto& [section, entry] :
         reading_entry(findings, one->name, reading)
             .at("distribution")
             .items()) {
      for (const double count : histogram_of(entry)) {
        most = std::max(most, count);
      }
      if (!entry.at("quantiles").is_null()) {
        ends.push_back(number_of(entry.at("quantiles").front()));
        ends.push_back(number_of(entry.at("quantiles").back()));
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
      const std::vector<double> counts = histogram_of(ours.at(section));
      const auto draw = [&](const std::vector<double>& bins, const Look& look,
                            bool filled) {
        const std::string part =
            path_over(bins, most, axis, y, kHeight, filled);
        rows += empty_element("path", {{"d", part},
                                       {"fill", filled ? look.colour : "none"},
                                       {"fill-opacity", filled ? "0.55" : "1"},
                                       {"stroke", look.colour},
                                       {"stroke-width", filled ? "0.5" : "1.6"},
                                       {"clip-path", "url(#plot)"}});
      };
      if (!counts.empty()) {
        draw(counts, model.look, true);
      }
      if (other != nullptr) {
        const auto bins =
            histogram_of(reading_entry(findings, other->name, reading)
                             .at("distribution")
                             .at(section));
        if (!bins.empty()) {
          draw(bins, other->look, false);
        }
      }
      const auto undefined = ours.at(section).at("undefined").get<int>();
      const auto values = ours.at(section).at("values").get<int>();
      rows += svg_text(axis.right + 10, y - 4,
                       concat(undefined, " of ", values, " undefined"),
                       undefined > 0 ? "warn" : "n");
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

}  // namespace moonstain
