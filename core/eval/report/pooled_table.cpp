#include "core/eval/report/pooled_table.h"

#include <set>
#include <string_view>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/report/html.h"

namespace moonstain::report {
namespace {

bool is_pooled(const PooledScores& pooled, const Shown& predictor) {
  return pooled.by_predictor.contains(predictor.name());
}

std::string pooled_cell(const PooledScores& pooled, const Shown& predictor,
                        const std::string& reading, const std::string& metric) {
  if (!is_pooled(pooled, predictor)) {
    return text_element("td", {{"class", "num"}}, "-");
  }
  return number_cell(*parse_metric(metric).kind,
                     pooled.value(predictor.name(), reading, metric));
}

// The headline's metric by predictor: in each reading by unit, then pooled.
std::string beside_units(const Findings& findings,
                         const std::vector<Shown>& predictors) {
  const PooledScores& pooled = *findings.pooled;
  const std::string& metric = findings.headline.metric;
  const MetricKind& kind = *parse_metric(metric).kind;
  std::vector<std::string> readings;
  for (const std::string& reading : readings_of(findings)) {
    if (pooled.places.contains(reading)) readings.push_back(reading);
  }
  std::string head = word_head("predictor");
  for (const std::string& reading : readings) {
    head +=
        number_head(
            concat(reading_label(reading), ", by ", findings.data.unit)) +
        number_head(concat("pooled, ", pooled.places.at(reading), " places"));
  }
  std::string body;
  for (const Shown& one : predictors) {
    std::string row = row_head(one.label);
    for (const std::string& reading : readings) {
      row += estimate_cell(kind, one.scores(reading, metric).estimate) +
             pooled_cell(pooled, one, reading, metric);
    }
    const bool is_model = one.kind() == PredictorKind::model;
    body += element("tr", {{"class", is_model ? "model" : ""}}, row);
  }
  return table("Pooled beside units",
               concat(metric_label(metric, findings.data.item), ": of each ",
                      findings.data.unit, " and then their mean, and of all ",
                      plural(findings.data.unit), " as one set"),
               head, body);
}

// Every metric that the model has there, in the order of their kinds.
std::string every_metric(const Findings& findings,
                         const std::vector<Shown>& predictors) {
  const PooledScores& pooled = *findings.pooled;
  const std::string& reading = findings.headline.reading;
  const auto& readings = pooled.by_predictor.at(findings.model);
  const auto found = readings.find(reading);
  if (found == readings.end()) return "";
  std::string head = word_head("metric");
  for (const Shown& one : predictors) {
    if (is_pooled(pooled, one)) head += number_head(one.label);
  }
  std::string body;
  std::set<std::string_view> shown;
  for (const MetricKind& kind : metric_kinds()) {
    for (const std::string& metric :
         {std::string(kind.name), concat(kind.name, ".mean")}) {
      // Of a single item both are one number.
      if (!found->second.contains(metric) || !shown.insert(kind.name).second) {
        continue;
      }
      std::string row =
          row_head(concat(metric_label(metric, findings.data.item),
                          kind.higher_is_better ? "" : "; lower is better"));
      for (const Shown& one : predictors) {
        if (is_pooled(pooled, one)) {
          row += pooled_cell(pooled, one, reading, metric);
        }
      }
      body += element("tr", {}, row);
    }
  }
  return table("Every metric, pooled",
               concat("Every metric of all ", plural(findings.data.unit),
                      " as one set, ", reading_label(reading)),
               head, body);
}

}  // namespace

std::string pooled_sentence(const Findings& findings) {
  if (!findings.pooled) return "";
  const PooledScores& pooled = *findings.pooled;
  return concat(
      "Pooled: the places of all ", counted(pooled.units, findings.data.unit),
      " of ", pooled.about, " as one set",
      is_held_out(findings.headline.unit)
          ? concat(", each predicted by what was fitted without its ",
                   findings.headline.unit)
          : "",
      ". That is one number: it has no interval, says nothing of how ",
      plural(findings.data.unit),
      " differ, and also ranks them against each other.");
}

std::string pooled_html(const Findings& findings,
                        const std::vector<Shown>& predictors) {
  if (!findings.pooled) return "";
  return text_element("h3", {},
                      concat("All ", plural(findings.data.unit), " as one")) +
         text_element("p", {}, pooled_sentence(findings)) +
         beside_units(findings, predictors) +
         every_metric(findings, predictors);
}

}  // namespace moonstain::report
