#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/step/kind_words.h"
#include "core/stats/bootstrap.h"

namespace moonstain {

/// Of what a number over many units is the mean, or that it is their median:
/// what its centre and its interval are both of.
enum class Averaging {
  units,     ///< every unit (section) counts the same
  clusters,  ///< every cluster (patient) counts the same: mean of their means
  folds,     ///< every fold counts the same
  pooled,    ///< every unit by the number of its items that have a value
  /// Every cluster counts the same, in it a unit by its places (spots).
  clusters_by_places,
  median,  ///< of units, the mean of both middle ones of an even number
};

template <>
struct KindWords<Averaging> {
  static constexpr std::string_view kAll[] = {
      "units", "patients", "folds", "pooled", "patients_by_places", "median"};
};

/// How an interval of a mean is made; that of a median is between two values of
/// the sample (median_interval.h), and there is none where a cluster has
/// several units, which are alike.
enum class IntervalMethod {
  t,          ///< Student's t, bias-reduced for unequal clusters (clusters.h)
  bootstrap,  ///< whole clusters drawn with replacement, studentised
};

template <>
struct KindWords<IntervalMethod> {
  static constexpr std::string_view kAll[] = {"t", "bootstrap"};
};

/// One unit's number.
struct UnitValue {
  std::string unit;     ///< "her2st/B4"
  std::string cluster;  ///< "her2st/B": units of one are not independent
  std::string fold;
  double value = 0;   ///< NaN: undefined
  double weight = 1;  ///< items with a value, for `pooled`
  double places = 1;  ///< that were compared, for `clusters_by_places`
};

/// How numbers of units become one.
struct EstimateHow {
  Averaging averaging = Averaging::units;
  IntervalMethod method = IntervalMethod::t;
  std::string unit = "section";     ///< noun of a unit
  std::string cluster = "patient";  ///< noun of what is independent
  std::int64_t seed = 1;            ///< of a bootstrap
};

/// What is said of many numbers: one value, how far it may be off, and of what
/// both are. Headline, gain, verdict and bar are each an estimate.
struct Estimate {
  double value = 0;  ///< NaN: undefined
  /// 95 %; nothing below `kLeastUnitsForInterval` independent clusters, and
  /// where all of them have one value.
  std::optional<Interval> interval;
  /// How the interval was made, or why there is none, in words.
  std::string how;
  Averaging averaging = Averaging::units;
  std::string unit;     ///< noun
  std::string cluster;  ///< noun
  int units = 0;        ///< with a number
  int undefined = 0;    ///< units without one
  int clusters = 0;     ///< with a number
  /// As how many equal clusters they count (clusters.h).
  double effective_clusters = 0;
  /// Means, by places where those count; NaN: undefined.
  std::map<std::string, double> by_cluster;

  /// "mean of 36 sections", "mean of 8 patients", "mean of folds, 36 sections",
  /// "36 sections pooled", "mean of 8 patients, of each by places", "median of
  /// 36 sections", "nothing scored"
  std::string of_what() const;
};

/// @param values  one a unit; those without a number are counted
Estimate estimate(const std::vector<UnitValue>& values, const EstimateHow& how);

}  // namespace moonstain
