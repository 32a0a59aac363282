#include "core/eval/findings/predictor_scores.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/places.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

// The mean over rows of what is defined in each column; NaN where nothing is.
class ColumnMeans {
 public:
  void add(const Eigen::VectorXd& values) {
    if (sum_.size() == 0) {
      sum_ = count_ = Eigen::VectorXd::Zero(values.size());
    }
    for (Eigen::Index i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      sum_[i] += values[i];
      count_[i] += 1;
    }
  }
  Eigen::VectorXd means() const { return sum_.cwiseQuotient(count_); }

 private:
  Eigen::VectorXd sum_;
  Eigen::VectorXd count_;
};

// Items with a value, a mean over seeds.
NumbersByName item_counts(const PredictorScores& predictor,
                          std::string_view reading, const Metric& metric) {
  NumbersByName counts;
  for (const auto& [unit, seeds] : predictor.units()) {
    double defined = 0;
    for (const Scores* one : seeds) {
      const Eigen::VectorXd& values = one->column(reading, metric.kind->name);
      for (const double value : values) defined += !std::isnan(value);
    }
    counts[unit] = defined / static_cast<double>(seeds.size());
  }
  return counts;
}

NumbersByName place_counts(const PredictorScores& predictor,
                           std::string_view reading) {
  NumbersByName places;
  for (const auto& [unit, seeds] : predictor.units()) {
    places[unit] = static_cast<double>(seeds.front()->places_in(reading));
  }
  return places;
}

std::map<std::string, std::string> folds_of(const PredictorScores& predictor) {
  std::map<std::string, std::string> folds;
  for (const auto& [unit, seeds] : predictor.units()) {
    folds[unit] = seeds.front()->predictor.fold;
  }
  return folds;
}

}  // namespace

bool uses_measurement(PredictorKind kind) {
  return kind == PredictorKind::oracle || kind == PredictorKind::ceiling;
}

PredictorScores::PredictorScores(Predictor predictor,
                                 std::vector<const Scores*> scores)
    : predictor_(std::move(predictor)) {
  for (const Scores* one : scores) units_[one->unit].push_back(one);
  for (auto& [unit, runs] : units_) {
    const auto order = [](const Scores* one) {
      return std::tie(one->predictor.fold, one->predictor.seed);
    };
    std::sort(runs.begin(), runs.end(), [&](const Scores* a, const Scores* b) {
      return order(a) < order(b);
    });
    for (std::size_t i = 1; i < runs.size(); ++i) {
      const Predictor& one = runs[i]->predictor;
      check(order(runs[i]) != order(runs[i - 1]), "findings: ", unit,
            " is scored twice for ", one.name, " of seed ", one.seed,
            one.fold.empty() ? "" : concat(" and fold ", one.fold),
            "; several scores of a unit are runs with other seeds, or of other "
            "folds");
    }
  }
}

std::set<std::int64_t> PredictorScores::seeds_of(
    const std::vector<const Scores*>& runs) {
  std::set<std::int64_t> seeds;
  for (const Scores* one : runs) seeds.insert(one->predictor.seed);
  return seeds;
}

int PredictorScores::seeds() const {
  std::set<std::int64_t> seeds;
  for (const auto& [unit, runs] : units_) seeds.merge(seeds_of(runs));
  return static_cast<int>(seeds.size());
}

NumbersByName PredictorScores::by_unit(std::string_view reading,
                                       const Metric& metric) const {
  NumbersByName values;
  for (const auto& [unit, scores] : units_) {
    std::vector<double> seeds;
    for (const Scores* one : scores) {
      seeds.push_back(metric_value(*one, reading, metric));
    }
    values[unit] = mean_of_defined(seeds);
  }
  return values;
}

Estimate PredictorScores::estimate_of(std::string_view reading,
                                      const Metric& metric,
                                      const EstimateHow& how,
                                      const ClusterOf& cluster_of) const {
  return estimate(unit_values(by_unit(reading, metric), cluster_of,
                              item_counts(*this, reading, metric),
                              folds_of(*this), place_counts(*this, reading)),
                  how);
}

std::optional<double> PredictorScores::counted(
    std::string_view reading, const Metric& metric, const EstimateHow& how,
    const ClusterOf& cluster_of) const {
  if (!metric.kind->undefined_as) return std::nullopt;
  NumbersByName values;
  NumbersByName weights;
  for (const auto& [unit, scores] : units_) {
    std::vector<double> seeds;
    for (const Scores* one : scores) {
      seeds.push_back(counted_value(*one, reading, metric));
    }
    values[unit] = mean_of_defined(seeds);
    weights[unit] = metric.kind->whole
                        ? 1.0
                        : static_cast<double>(scores.front()->items.size());
  }
  return estimate(unit_values(values, cluster_of, weights, folds_of(*this),
                              place_counts(*this, reading)),
                  how)
      .value;
}

PredictorScores::Counts PredictorScores::counts(std::string_view reading,
                                                const Metric& metric) const {
  Counts counts;
  for (const auto& [unit, seeds] : units_) {
    for (const Scores* one : seeds) {
      ++counts.scores;
      counts.undefined += std::isnan(metric_value(*one, reading, metric));
    }
  }
  return counts;
}

Lacking PredictorScores::lacking(std::string_view reading,
                                 const Metric& metric) const {
  Lacking lacking;
  for (const auto& [unit, seeds] : units_) {
    for (const Scores* one : seeds) {
      const ItemValues items = item_values(*one, reading, metric);
      const auto* spread = metric.kind->whole
                               ? nullptr
                               : one->find(reading, item_facts::kMeasuredSd);
      for (Eigen::Index i = 0; i < items.values.size(); ++i) {
        if (!items.counts[static_cast<std::size_t>(i)] ||
            (spread != nullptr && (*spread)[i] == 0)) {
          continue;
        }
        ++lacking.of;
        lacking.lacking += std::isnan(items.values[i]);
      }
    }
  }
  return lacking;
}

Lacking PredictorScores::lacking_beside(const PredictorScores& other,
                                        std::string_view reading,
                                        const Metric& metric) const {
  Lacking lacking;
  for (const auto& [unit, seeds] : units_) {
    if (!other.units().contains(unit)) continue;
    const Eigen::VectorXd theirs = other.by_item(unit, reading, metric);
    for (const Scores* one : seeds) {
      const ItemValues items = item_values(*one, reading, metric);
      for (Eigen::Index i = 0; i < theirs.size(); ++i) {
        if (!items.counts[static_cast<std::size_t>(i)] ||
            std::isnan(theirs[i])) {
          continue;
        }
        ++lacking.of;
        lacking.lacking += std::isnan(items.values[i]);
      }
    }
  }
  return lacking;
}

std::optional<double> PredictorScores::seed_sd(
    std::string_view reading, const Metric& metric, const EstimateHow& how,
    const ClusterOf& cluster_of) const {
  if (units_.empty()) return std::nullopt;
  const std::set<std::int64_t> all = seeds_of(units_.begin()->second);
  for (const auto& [unit, runs] : units_) {
    if (seeds_of(runs) != all) return std::nullopt;
  }
  std::vector<double> numbers;
  for (const std::int64_t seed : all) {
    NumbersByName values;
    for (const auto& [unit, runs] : units_) {
      std::vector<double> folds;
      for (const Scores* one : runs) {
        if (one->predictor.seed != seed) continue;
        folds.push_back(metric_value(*one, reading, metric));
      }
      values[unit] = mean_of_defined(folds);
    }
    numbers.push_back(
        estimate(
            unit_values(values, cluster_of, item_counts(*this, reading, metric),
                        folds_of(*this), place_counts(*this, reading)),
            how)
            .value);
  }
  const Summary summary = summarise(numbers);
  return summary.n < 2 ? std::nullopt : std::optional(summary.sd);
}

Eigen::VectorXd PredictorScores::by_item(const std::string& unit,
                                         std::string_view reading,
                                         const Metric& metric) const {
  ColumnMeans means;
  for (const Scores* one : units_.at(unit)) {
    means.add(one->column(reading, metric.kind->name));
  }
  return means.means();
}

std::vector<std::string> PredictorScores::items() const {
  std::vector<std::string> items;
  std::set<std::string_view> known;
  for (const auto& [unit, seeds] : units_) {
    for (const std::string& item : seeds.front()->items) {
      if (known.insert(item).second) items.push_back(item);
    }
  }
  return items;
}

Eigen::VectorXd PredictorScores::by_item(std::string_view reading,
                                         const Metric& metric) const {
  const std::vector<std::string> all = items();
  const Places places(all);
  const auto size = static_cast<Eigen::Index>(all.size());
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(size);
  Eigen::VectorXd count = sum;
  for (const auto& [unit, seeds] : units_) {
    const Eigen::VectorXd values = by_item(unit, reading, metric);
    for (Eigen::Index i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      const auto at = static_cast<Eigen::Index>(
          *places.find(seeds.front()->items[static_cast<std::size_t>(i)]));
      sum[at] += values[i];
      count[at] += 1;
    }
  }
  return sum.cwiseQuotient(count);  // 0 / 0 is NaN: undefined everywhere
}

std::vector<UnitValue> unit_values(
    const NumbersByName& by_unit, const ClusterOf& cluster_of,
    const NumbersByName& weights,
    const std::map<std::string, std::string>& folds,
    const NumbersByName& places) {
  const auto number_of = [](const NumbersByName& of, const std::string& unit) {
    const auto found = of.find(unit);
    return found == of.end() ? 1.0 : found->second;
  };
  std::vector<UnitValue> values;
  for (const auto& [unit, value] : by_unit) {
    const auto fold = folds.find(unit);
    values.push_back({unit, cluster_in(cluster_of, unit),
                      fold == folds.end() ? "" : fold->second, value,
                      number_of(weights, unit), number_of(places, unit)});
  }
  return values;
}

Gain gain_over(const PredictorScores& model, const PredictorScores& other,
               std::string_view reading, const Metric& metric,
               const EstimateHow& how, const ClusterOf& cluster_of) {
  const double sign = metric.higher_is_better() ? 1.0 : -1.0;
  Gain gain;
  gain.baseline = other.name();
  gain.kind = other.kind();
  NumbersByName weights;
  for (const auto& [unit, ours] : model.units()) {
    const auto theirs = other.units().find(unit);
    if (theirs == other.units().end()) continue;
    std::vector<double> pairs;
    double shared = 0;
    for (const Scores* our : ours) {
      const Eigen::VectorXd& a = our->column(reading, metric.kind->name);
      for (const Scores* their : theirs->second) {
        // Folds of one cohort are about other patients.
        if (our->predictor.fold != their->predictor.fold &&
            !our->predictor.fold.empty() && !their->predictor.fold.empty()) {
          continue;
        }
        const Eigen::VectorXd& b = their->column(reading, metric.kind->name);
        pairs.push_back(sign * (metric_value(*our, reading, metric, &b) -
                                metric_value(*their, reading, metric, &a)));
        for (Eigen::Index i = 0; i < a.size(); ++i) {
          shared += !std::isnan(a[i]) && !std::isnan(b[i]);
        }
      }
    }
    gain.by_unit[unit] = mean_of_defined(pairs);
    weights[unit] =
        pairs.empty() ? 0 : shared / static_cast<double>(pairs.size());
  }
  gain.estimate =
      estimate(unit_values(gain.by_unit, cluster_of, weights, folds_of(model),
                           place_counts(model, reading)),
               how);
  gain.lacking = model.lacking_beside(other, reading, metric);
  const auto silent = [&](const PredictorScores& one) {
    const auto counts = one.counts(reading, metric);
    return counts.undefined == counts.scores;
  };
  gain.model_silent = silent(model);
  gain.baseline_silent = silent(other);
  return gain;
}

}  // namespace moonstain
