#include "core/stats/estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/stats/clusters.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kDraws = 10'000;

// What each unit weighs, so that every way of averaging is a weighted mean over
// units, and its error one of the clusters' weighted sums.
std::vector<double> weights_of(const std::vector<UnitValue>& defined,
                               Averaging averaging) {
  std::map<std::string, double> sizes;
  const auto group = [&](const UnitValue& one) {
    return averaging == Averaging::folds ? one.fold : one.cluster;
  };
  for (const UnitValue& one : defined) sizes[group(one)] += 1;
  std::vector<double> weights;
  for (const UnitValue& one : defined) {
    switch (averaging) {
      case Averaging::units:
        weights.push_back(1);
        break;
      case Averaging::clusters:
      case Averaging::folds:
        weights.push_back(1 / sizes.at(group(one)));
        break;
      case Averaging::pooled:
        weights.push_back(one.weight);
        break;
    }
  }
  return weights;
}

Clusters weighted_clusters(const std::vector<UnitValue>& defined,
                           const std::vector<double>& weights) {
  std::map<std::string, std::pair<double, double>> sums;
  for (std::size_t i = 0; i < defined.size(); ++i) {
    auto& [sum, size] = sums[defined[i].cluster];
    sum += weights[i] * defined[i].value;
    size += weights[i];
  }
  Clusters clusters;
  for (const auto& [name, one] : sums) {
    clusters.names.push_back(name);
    clusters.sums.push_back(one.first);
    clusters.sizes.push_back(one.second);
  }
  return clusters;
}

// But for rounding. A spread of 0 would give an interval of no width, which
// says that another patient has this very number too.
bool are_of_one_value(const Clusters& clusters) {
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  for (std::size_t i = 0; i < clusters.sums.size(); ++i) {
    const double mean = clusters.sums[i] / clusters.sizes[i];
    least = std::min(least, mean);
    most = std::max(most, mean);
  }
  return most - least <= 1e-12 * std::max(std::abs(least), std::abs(most));
}

void add_interval(Estimate& made, const Clusters& clusters,
                  const EstimateHow& how) {
  const std::string number = counted(clusters.count(), how.cluster);
  if (made.clusters < kLeastUnitsForInterval) {
    made.how = concat("no interval below ", kLeastUnitsForInterval, " ",
                      plural(how.cluster));
    return;
  }
  // A hair of tolerance: six equal clusters count as six.
  if (made.effective_clusters < kLeastUnitsForInterval - 1e-9) {
    made.how = concat(
        "no interval: ", number, " of unequal size count as ",
        fixed(made.effective_clusters,
              places_apart(made.effective_clusters, kLeastUnitsForInterval, 1)),
        ", fewer than ", kLeastUnitsForInterval);
    return;
  }
  if (are_of_one_value(clusters)) {
    made.how = concat("no interval: ", number, " of one value have no spread");
    return;
  }
  if (how.method == IntervalMethod::bootstrap) {
    const Interval drawn =
        bootstrap(clusters, kDraws, how.seed, "findings").studentised;
    if (!std::isfinite(drawn.low) || !std::isfinite(drawn.high)) {
      made.how = concat("no interval: the bootstrap of ", number,
                        " has no finite one");
      return;
    }
    made.interval = {drawn.low, drawn.high};
    made.how = concat("studentised bootstrap, ", kDraws, " draws of ", number,
                      ", seed ", how.seed);
    return;
  }
  const ClusterT t = cluster_t(clusters);
  made.interval = {made.value - t.half_width, made.value + t.half_width};
  made.how = concat("Student's t over ", number);
}

}  // namespace

std::string Estimate::of_what() const {
  if (units == 0) return "nothing scored";
  switch (averaging) {
    case Averaging::units:
      return concat("mean of ",
                    counted(static_cast<std::uint64_t>(units), unit));
    case Averaging::clusters:
      return concat("mean of ",
                    counted(static_cast<std::uint64_t>(clusters), cluster));
    case Averaging::folds:
      return concat("mean of folds, ",
                    counted(static_cast<std::uint64_t>(units), unit));
    case Averaging::pooled:
      break;
  }
  return concat(counted(static_cast<std::uint64_t>(units), unit), " pooled");
}

Estimate estimate(const std::vector<UnitValue>& values,
                  const EstimateHow& how) {
  Estimate made;
  made.averaging = how.averaging;
  made.unit = how.unit;
  made.cluster = how.cluster;
  std::vector<UnitValue> defined;
  std::map<std::string, std::vector<double>> of_cluster;
  for (const UnitValue& one : values) {
    of_cluster[one.cluster].push_back(one.value);
    if (std::isnan(one.value)) {
      ++made.undefined;
    } else {
      defined.push_back(one);
    }
  }
  for (const auto& [cluster, list] : of_cluster) {
    made.by_cluster[cluster] = mean_of_defined(list);
    made.clusters += !std::isnan(made.by_cluster[cluster]);
  }
  made.units = static_cast<int>(defined.size());
  if (defined.empty()) {
    made.value = kNone;
    made.how = concat("no ", how.unit, " has a number");
    return made;
  }
  const Clusters clusters =
      weighted_clusters(defined, weights_of(defined, how.averaging));
  made.value = clusters.mean();
  made.effective_clusters = effective_clusters(clusters);
  add_interval(made, clusters, how);
  return made;
}

}  // namespace moonstain
