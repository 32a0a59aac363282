#include "core/stats/estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/stats/clusters.h"
#include "core/stats/median_interval.h"
#include "core/stats/quantiles.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kDraws = 10'000;

// What each unit weighs, so that every mean is a weighted one over units, and
// its error one of the clusters' weighted sums. In a median all weigh the same.
std::vector<double> weights_of(const std::vector<UnitValue>& defined,
                               Averaging averaging) {
  std::map<std::string, double> sizes;
  const auto group = [&](const UnitValue& one) {
    return averaging == Averaging::folds ? one.fold : one.cluster;
  };
  const auto size = [&](const UnitValue& one) {
    return averaging == Averaging::clusters_by_places ? one.places : 1;
  };
  for (const UnitValue& one : defined) sizes[group(one)] += size(one);
  std::vector<double> weights;
  for (const UnitValue& one : defined) {
    switch (averaging) {
      case Averaging::units:
      case Averaging::median:
        weights.push_back(1);
        break;
      case Averaging::clusters:
      case Averaging::folds:
      case Averaging::clusters_by_places:
        weights.push_back(size(one) / sizes.at(group(one)));
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

void add_median_interval(Estimate& made, std::vector<double> values,
                         const EstimateHow& how) {
  if (made.units > made.clusters) {
    made.how =
        concat("no interval: ", plural(how.unit), " of one ", how.cluster,
               " are alike, and one of a median needs values that are "
               "independent");
    return;
  }
  // From six values on there is one.
  const MedianInterval between = median_interval(std::move(values)).value();
  const std::string ranks =
      concat("values ", between.rank, " and ", made.units + 1 - between.rank,
             " of ", counted(static_cast<std::uint64_t>(made.units), how.unit),
             " in their order");
  if (between.ends.low == between.ends.high) {
    made.how = concat("no interval: ", ranks, " are one");
    return;
  }
  made.interval = between.ends;
  made.how = ranks;
}

// @param values  those that are defined, for a median
void add_interval(Estimate& made, const Clusters& clusters,
                  const std::vector<double>& values, const EstimateHow& how) {
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
  if (how.averaging == Averaging::median) {
    add_median_interval(made, values, how);
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
      return concat(counted(static_cast<std::uint64_t>(units), unit),
                    " pooled");
    case Averaging::clusters_by_places:
      return concat("mean of ",
                    counted(static_cast<std::uint64_t>(clusters), cluster),
                    ", of each by places");
    case Averaging::median:
      break;
  }
  return concat("median of ", counted(static_cast<std::uint64_t>(units), unit));
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
  std::vector<double> numbers;
  for (const UnitValue& one : defined) numbers.push_back(one.value);
  made.value = how.averaging == Averaging::median ? quantile(numbers, 0.5)
                                                  : clusters.mean();
  if (how.averaging == Averaging::clusters_by_places) {
    for (std::size_t i = 0; i < clusters.count(); ++i) {
      made.by_cluster[clusters.names[i]] = clusters.sums[i] / clusters.sizes[i];
    }
  }
  made.effective_clusters = effective_clusters(clusters);
  add_interval(made, clusters, numbers, how);
  return made;
}

}  // namespace moonstain
