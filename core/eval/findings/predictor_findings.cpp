#include "core/eval/findings/predictor_findings.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/stats/quantiles.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr int kBins = 40;  // from -1 to 1

std::vector<double> values_of(const NumbersByName& values) {
  std::vector<double> list;
  for (const auto& [name, value] : values) list.push_back(value);
  return list;
}

// The headline's metric in one unit.
Distribution distribution(const std::vector<const Scores*>& seeds,
                          const std::string& reading, const Metric& metric) {
  std::vector<double> values;
  for (const Scores* one : seeds) {
    const Eigen::VectorXd& column = one->column(reading, metric.kind->name);
    values.insert(values.end(), column.begin(), column.end());
  }
  Distribution made;
  made.values = values.size();
  std::erase_if(values, [](double value) { return std::isnan(value); });
  made.undefined = made.values - values.size();
  if (values.empty()) return made;
  made.quantiles.emplace();
  for (const double q : {0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0}) {
    made.quantiles->push_back(quantile(values, q));
  }
  if (metric.kind->undefined_as) {
    std::vector<double> counts(kBins, 0);
    for (const double value : values) {
      const int bin = static_cast<int>(std::floor((value + 1.0) / 2.0 * kBins));
      ++counts[static_cast<std::size_t>(std::clamp(bin, 0, kBins - 1))];
    }
    for (double& count : counts) count /= static_cast<double>(seeds.size());
    made.histogram = std::move(counts);
  }
  return made;
}

ReadingScores reading_scores(const PredictorScores& predictor,
                             const std::string& reading,
                             const NumbersHow& how) {
  ReadingScores scores;
  const Scores& first = *predictor.units().begin()->second.front();
  for (const Metric& metric : metrics_in(first, reading)) {
    MetricScores& one = scores.metrics[metric.name];
    one.by_unit = predictor.by_unit(reading, metric);
    one.estimate =
        predictor.estimate_of(reading, metric, how.estimate, how.cluster_of);
    one.counted =
        predictor.counted(reading, metric, how.estimate, how.cluster_of);
    one.seed_sd =
        predictor.seed_sd(reading, metric, how.estimate, how.cluster_of);
  }
  ItemCounts& total = scores.items.counts;
  for (const auto& [unit, seeds] : predictor.units()) {
    scores.distribution[unit] = distribution(seeds, reading, how.metric);
    for (const Scores* one : seeds) {
      const ItemCounts counts = count_items(*one, reading, how.metric);
      scores.items.scored += static_cast<std::size_t>(counts.items);
      total.undefined += counts.undefined;
      total.constant_measured += counts.constant_measured;
      total.constant_predicted += counts.constant_predicted;
      total.flat_predicted += counts.flat_predicted;
      total.clamped_predicted += counts.clamped_predicted;
    }
    scores.places[unit] = seeds.front()->places_in(reading);
  }
  return scores;
}

// The reading of what was measured alone, or the headline's.
std::string collapse_reading(const Scores& scores,
                             const std::string& headline) {
  for (const auto& [reading, places] : scores.places) {
    if (reading_kind(reading).measured_alone) return reading;
  }
  return headline;
}

}  // namespace

std::vector<Metric> metrics_in(const Scores& scores, std::string_view reading) {
  std::vector<Metric> metrics;
  for (const MetricKind& kind : metric_kinds()) {
    if (!kind.of_predictor || scores.find(reading, kind.name) == nullptr) {
      continue;
    }
    if (kind.whole || scores.items.size() == 1) {
      metrics.push_back(parse_metric(kind.name));
    }
    if (kind.whole) continue;
    for (const std::string_view way : KindWords<Over>::kAll) {
      const Over over = *kind_of<Over>(way);
      const std::string by = chosen_by(over);
      if (over == Over::only ||
          (!by.empty() && scores.find(reading, by) == nullptr)) {
        continue;
      }
      metrics.push_back(parse_metric(concat(kind.name, ".", way)));
    }
  }
  return metrics;
}

PredictorFindings predictor_findings(const PredictorScores& predictor,
                                     const NumbersHow& how) {
  PredictorFindings made{
      predictor.name(), predictor.kind(), predictor.seeds(), {}};
  if (predictor.units().empty()) return made;
  const Scores& first = *predictor.units().begin()->second.front();
  for (const auto& [reading, places] : first.places) {
    made.readings[reading] = reading_scores(predictor, reading, how);
  }
  return made;
}

Collapse collapse_of(const PredictorScores& model, const NumbersHow& how) {
  Collapse collapse;
  collapse.reading = how.reading;
  for (const auto& [unit, seeds] : model.units()) {
    collapse.reading = collapse_reading(*seeds.front(), how.reading);
    for (const Scores* one : seeds) {
      ++collapse.scored;
      const ItemCounts counts = count_items(*one, collapse.reading,
                                            {how.metric.kind, Over::mean, ""});
      const auto varying = counts.items - counts.constant_measured;
      if (varying <= 0 || 2 * counts.flat_predicted <= varying) continue;
      collapse.collapsed = true;
      Collapse::Unit& flattest = collapse.units[unit];
      if (counts.flat_predicted > flattest.flat) {
        flattest = {counts.flat_predicted, varying};
      }
    }
  }
  return collapse;
}

std::optional<MaskScores> mask_scores(const PredictorScores& model) {
  const std::string_view reading = readings::kWholeGrid.name;
  MaskScores scores;
  for (const auto& [unit, seeds] : model.units()) {
    const Eigen::VectorXd* identity =
        seeds.front()->find(reading, "mask_identity");
    const Eigen::VectorXd* measured =
        seeds.front()->find(reading, "mask_measured");
    if (identity == nullptr || measured == nullptr) return std::nullopt;
    const auto mean = [](const Eigen::VectorXd& v) {
      return mean_of_defined(std::vector<double>(v.begin(), v.end()));
    };
    scores.identity[unit] = mean(*identity);
    scores.measured[unit] = mean(*measured);
    for (Eigen::Index item = 0; item < identity->size(); ++item) {
      const double apart = std::abs((*identity)[item] - (*measured)[item]);
      if (apart > scores.largest_difference) {  // NaN is not
        scores.largest_difference = apart;
      }
    }
  }
  if (scores.identity.empty()) return std::nullopt;
  scores.identity_mean = mean_of_defined(values_of(scores.identity));
  scores.measured_mean = mean_of_defined(values_of(scores.measured));
  return scores;
}

}  // namespace moonstain
