#include "core/eval/report/metrics_table.h"

#include <cmath>
#include <functional>
#include <limits>
#include <string_view>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/report/html.h"
#include "core/stats/summary.h"

namespace moonstain::report {
namespace {

// The rows of the table while they are made.
class Rows {
 public:
  Rows(const Findings& findings, const std::vector<Shown>& predictors)
      : findings_(findings),
        headline_(findings.headline),
        predictors_(predictors) {}

  using Cell =
      std::function<std::string(const MetricKind&, const MetricScores&)>;

  void add(const std::string& label, const std::string& metric,
           const Cell& cell) {
    std::string row = row_head(label);
    for (const Shown& one : predictors_) {
      row += cell(*parse_metric(metric).kind,
                  one.scores(headline_.reading, metric));
    }
    body_ += element("tr", {}, row);
  }

  // The kind of the headline: every way, and of the mean, the median and the
  // means over lists what undefined items change.
  void add_headline(const MetricKind& kind) {
    const std::string items = plural(findings_.data.item);
    for (const std::string& metric : ways(kind)) {
      const std::string label = metric_label(metric, findings_.data.item);
      const std::string end = unit_words(kind);
      add(label + end, metric, with_interval);
      if (metric == headline_.metric) add_patients(label, end);
      const Over over = parse_metric(metric).over;
      const bool of_list = !list_of(over).empty() && !is_median(over);
      if (!kind.undefined_as ||
          (over != Over::mean && over != Over::median && !of_list)) {
        continue;
      }
      add(concat(label, ", undefined ", items, " counted as ",
                 *kind.undefined_as, end),
          metric, [](const MetricKind& of, const MetricScores& scores) {
            return number_cell(of,
                               scores.counted.value_or(
                                   std::numeric_limits<double>::quiet_NaN()));
          });
    }
  }

  void add_other(const MetricKind& kind) {
    for (const std::string& metric :
         {std::string(kind.name), concat(kind.name, ".mean")}) {
      if (!scored(metric)) continue;
      // Of a single item both are one number.
      add(concat(kind.whole ? std::string(kind.label)
                            : metric_label(metric, findings_.data.item),
                 unit_words(kind)),
          metric, with_interval);
      break;
    }
  }

  const std::string& body() const { return body_; }

 private:
  bool scored(const std::string& metric) const {
    return predictors_.at(0).in(headline_.reading).metrics.contains(metric);
  }

  std::vector<std::string> ways(const MetricKind& kind) const {
    std::vector<std::string> names;
    if (scored(std::string(kind.name))) names.emplace_back(kind.name);
    for (const std::string_view over : KindWords<Over>::kAll) {
      const std::string metric = concat(kind.name, ".", over);
      if (names.size() == 1 && findings_.data.items == 1) break;
      if (scored(metric)) names.push_back(metric);
    }
    return names;
  }

  // ", unit of the target; lower is better"
  static std::string unit_words(const MetricKind& kind) {
    return concat(kind.unit.empty() ? "" : ", ", kind.unit,
                  kind.higher_is_better ? "" : "; lower is better");
  }

  // The mean of patients' means, where the headline is one over sections.
  void add_patients(const std::string& label, const std::string& end) {
    const ScoredData& data = findings_.data;
    if (headline_.averaging != Averaging::units || data.unit == data.cluster) {
      return;
    }
    add(concat(label, ", every ", data.cluster, " counting the same", end),
        headline_.metric,
        [](const MetricKind& kind, const MetricScores& scores) {
          return number_cell(kind, mean_of_named(scores.estimate.by_cluster));
        });
  }

  static std::string with_interval(const MetricKind& kind,
                                   const MetricScores& scores) {
    const Estimate& estimate = scores.estimate;
    if (std::isnan(estimate.value) || !estimate.interval) {
      return estimate_cell(kind, estimate);
    }
    return element(
        "td", {{"class", "num"}},
        concat(escaped(value_text(kind, estimate.value)),
               text_element(
                   "small", {},
                   concat(value_text(kind, estimate.interval->low), " to ",
                          value_text(kind, estimate.interval->high)))));
  }

  const Findings& findings_;
  const Headline& headline_;
  const std::vector<Shown>& predictors_;
  std::string body_;
};

}  // namespace

std::string metrics_html(const Findings& findings,
                         const std::vector<Shown>& predictors) {
  if (findings.data.units.empty()) return "";
  const MetricKind& of_headline = *parse_metric(findings.headline.metric).kind;
  Rows rows(findings, predictors);
  rows.add_headline(of_headline);
  for (const MetricKind& kind : metric_kinds()) {
    if (&kind != &of_headline) rows.add_other(kind);
  }
  std::string head = word_head("metric");
  for (const Shown& one : predictors) head += number_head(one.label);
  return table(
      "Every metric",
      concat("Every metric, ", reading_label(findings.headline.reading),
             "; small below a number its 95 % interval, where there "
             "is one"),
      head, rows.body());
}

}  // namespace moonstain::report
