#include "core/eval/findings/predictor_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// The metric of `reading` over the genes that `other` defines as well.
double value_where_both(Reading reading, const Reading& other,
                        std::string_view metric) {
  const ReadingColumn column = metric_column(metric);
  const Eigen::VectorXd& theirs = other.*column;
  for (Eigen::Index gene = 0; gene < theirs.size(); ++gene) {
    if (std::isnan(theirs[gene])) {
      (reading.*column)[gene] = kNone;
    }
  }
  return metric_value(reading, metric);
}

}  // namespace

PredictorScores::PredictorScores(std::string name, PredictorKind kind,
                                 std::vector<const Metrics*> metrics)
    : name_(std::move(name)), kind_(kind) {
  for (const Metrics* one : metrics) {
    sections_[one->section].push_back(one);
  }
}

int PredictorScores::seeds() const {
  std::size_t most = 0;
  for (const auto& [section, metrics] : sections_) {
    most = std::max(most, metrics.size());
  }
  return static_cast<int>(most);
}

std::map<std::string, double> PredictorScores::by_section(
    std::string_view reading, std::string_view metric) const {
  std::map<std::string, double> values;
  for (const auto& [section, metrics] : sections_) {
    std::vector<double> seeds;
    for (const Metrics* one : metrics) {
      seeds.push_back(metric_value(one->reading(reading), metric));
    }
    values[section] = mean_of_defined(seeds);
  }
  return values;
}

PredictorScores::Counts PredictorScores::counts(std::string_view reading,
                                                std::string_view metric) const {
  Counts counts;
  for (const auto& [section, metrics] : sections_) {
    for (const Metrics* one : metrics) {
      ++counts.scores;
      counts.undefined +=
          std::isnan(metric_value(one->reading(reading), metric));
    }
  }
  return counts;
}

int PredictorScores::lacking_beside(const PredictorScores& other,
                                    std::string_view reading,
                                    std::string_view metric) const {
  const auto theirs = other.by_section(reading, metric);
  int lacking = 0;
  for (const auto& [section, metrics] : sections_) {
    const auto found = theirs.find(section);
    if (found == theirs.end() || std::isnan(found->second)) continue;
    for (const Metrics* one : metrics) {
      lacking += std::isnan(metric_value(one->reading(reading), metric));
    }
  }
  return lacking;
}

std::optional<double> PredictorScores::seed_sd(std::string_view reading,
                                               std::string_view metric) const {
  const auto count = static_cast<std::size_t>(seeds());
  if (count < 2) {
    return std::nullopt;
  }
  std::vector<double> means;
  for (std::size_t seed = 0; seed < count; ++seed) {
    std::vector<double> values;
    for (const auto& [section, metrics] : sections_) {
      if (metrics.size() != count) {
        return std::nullopt;
      }
      values.push_back(metric_value(metrics[seed]->reading(reading), metric));
    }
    means.push_back(mean_of_defined(values));
  }
  const Summary summary = summarise(means);
  return summary.n < 2 ? std::nullopt : std::optional(summary.sd);
}

Eigen::VectorXd PredictorScores::by_gene(std::string_view reading,
                                         std::string_view metric) const {
  Eigen::VectorXd sum;
  Eigen::VectorXd count;
  for (const auto& [section, metrics] : sections_) {
    for (const Metrics* one : metrics) {
      const Eigen::VectorXd& column =
          one->reading(reading).*metric_column(metric);
      if (sum.size() == 0) {
        sum = count = Eigen::VectorXd::Zero(column.size());
      }
      for (Eigen::Index gene = 0; gene < column.size(); ++gene) {
        if (!std::isnan(column[gene])) {
          sum[gene] += column[gene];
          count[gene] += 1;
        }
      }
    }
  }
  return sum.cwiseQuotient(count);  // 0 / 0 is NaN: undefined everywhere
}

std::map<std::string, double> by_patient(
    const std::map<std::string, double>& by_section,
    const std::map<std::string, std::string>& patient_of) {
  std::map<std::string, std::vector<double>> parts;
  for (const auto& [section, value] : by_section) {
    const auto patient = patient_of.find(section);
    check(patient != patient_of.end(), "findings: section ", section,
          " is scored, but no data set given names its patient");
    parts[patient->second].push_back(value);
  }
  std::map<std::string, double> values;
  for (const auto& [patient, of_sections] : parts) {
    values[patient] = mean_of_defined(of_sections);
  }
  return values;
}

std::map<std::string, double> paired_gain(
    const PredictorScores& model, const PredictorScores& other,
    std::string_view reading, std::string_view metric,
    const std::map<std::string, std::string>& patient_of) {
  const double sign = higher_is_better(metric) ? 1.0 : -1.0;
  std::map<std::string, double> gains;
  for (const auto& [section, metrics] : model.sections()) {
    const auto theirs = other.sections().find(section);
    if (theirs == other.sections().end()) {
      continue;
    }
    std::vector<double> pairs;
    for (const Metrics* ours : metrics) {
      for (const Metrics* their : theirs->second) {
        const Reading& a = ours->reading(reading);
        const Reading& b = their->reading(reading);
        pairs.push_back(sign * (value_where_both(a, b, metric) -
                                value_where_both(b, a, metric)));
      }
    }
    gains[section] = mean_of_defined(pairs);
  }
  return by_patient(gains, patient_of);
}

}  // namespace moonstain
