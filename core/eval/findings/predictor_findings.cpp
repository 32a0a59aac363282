#include "core/eval/findings/predictor_findings.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/stats/quantiles.h"

namespace moonstain {
namespace {

const std::vector<std::string> kReadings{"whole_grid", "kept_grid", "tissue"};
constexpr int kBins = 40;  // of r from -1 to 1

// The headline's metric in one section.
Distribution distribution(const std::vector<const Metrics*>& seeds,
                          const std::string& reading,
                          const std::string& metric) {
  std::vector<double> values;
  for (const Metrics* one : seeds) {
    const Eigen::VectorXd& column =
        one->reading(reading).*metric_column(metric);
    values.insert(values.end(), column.data(), column.data() + column.size());
  }
  Distribution made;
  made.values = values.size();
  std::erase_if(values, [](double value) { return std::isnan(value); });
  made.undefined = made.values - values.size();
  if (values.empty()) {
    return made;
  }
  made.quantiles.emplace();
  for (const double q : {0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0}) {
    made.quantiles->push_back(quantile(values, q));
  }
  if (higher_is_better(metric)) {
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
                             const std::string& headline_metric,
                             const PatientOf& patient_of) {
  ReadingScores scores;
  for (const std::string& metric : finding_metrics()) {
    MetricScores& one = scores.metrics[metric];
    one.by_section = predictor.by_section(reading, metric);
    one.by_patient = by_patient(one.by_section, patient_of);
    one.estimate = {over_sections(one.by_section, patient_of),
                    predictor.seed_sd(reading, metric)};
  }
  GeneCounts& total = scores.genes.counts;
  for (const auto& [section, metrics] : predictor.sections()) {
    scores.distribution[section] =
        distribution(metrics, reading, headline_metric);
    for (const Metrics* one : metrics) {
      const GeneCounts counts = count_genes(one->reading(reading));
      scores.genes.scored += one->genes.size();
      total.undefined += counts.undefined;
      total.constant_measured += counts.constant_measured;
      total.constant_predicted += counts.constant_predicted;
      total.flat_predicted += counts.flat_predicted;
    }
    scores.cells[section] = metrics[0]->reading(reading).cells;
  }
  return scores;
}

}  // namespace

std::vector<double> values_of(const NumbersByName& values) {
  std::vector<double> list;
  for (const auto& [name, value] : values) {
    list.push_back(value);
  }
  return list;
}

Summary over_sections(const NumbersByName& values,
                      const PatientOf& patient_of) {
  Summary summary = summarise(values_of(values));
  summary.half_width =
      summarise(values_of(by_patient(values, patient_of))).half_width;
  return summary;
}

const std::vector<std::string>& finding_metrics() {
  static const std::vector<std::string> names{
      "pearson.mean",    "pearson.median", "pearson.heg50", "spearman.mean",
      "spearman.median", "mae.mean",       "rmse.mean"};
  return names;
}

PredictorFindings predictor_findings(const PredictorScores& predictor,
                                     const std::string& metric,
                                     const PatientOf& patient_of) {
  PredictorFindings made{
      predictor.name(), predictor.kind(), predictor.seeds(), {}};
  for (const std::string& reading : kReadings) {
    made.readings[reading] =
        reading_scores(predictor, reading, metric, patient_of);
  }
  return made;
}

Collapse collapse_of(const PredictorScores& model) {
  Collapse collapse;
  for (const auto& [section, metrics] : model.sections()) {
    for (const Metrics* one : metrics) {
      ++collapse.scored;
      const GeneCounts counts = count_genes(one->reading("tissue"));
      const auto varying = static_cast<std::int64_t>(one->genes.size()) -
                           counts.constant_measured;
      if (varying <= 0 || 2 * counts.flat_predicted <= varying) continue;
      collapse.collapsed = true;
      Collapse::Section& flattest = collapse.sections[section];
      if (counts.flat_predicted > flattest.flat_genes) {
        flattest = {counts.flat_predicted, varying};
      }
    }
  }
  return collapse;
}

MaskScores mask_scores(const PredictorScores& model) {
  MaskScores scores;
  for (const auto& [section, metrics] : model.sections()) {
    const Metrics& one = *metrics[0];
    const auto mean = [](const Eigen::VectorXd& v) {
      return mean_of_defined(
          std::vector<double>(v.data(), v.data() + v.size()));
    };
    scores.identity[section] = mean(one.mask_identity);
    scores.measured[section] = mean(one.mask_measured);
    for (Eigen::Index gene = 0; gene < one.mask_identity.size(); ++gene) {
      const double apart =
          std::abs(one.mask_identity[gene] - one.mask_measured[gene]);
      if (apart > scores.largest_difference) {  // NaN is not
        scores.largest_difference = apart;
      }
    }
  }
  scores.identity_mean = mean_of_defined(values_of(scores.identity));
  scores.measured_mean = mean_of_defined(values_of(scores.measured));
  return scores;
}

}  // namespace moonstain
