#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/eval/findings/predictor_scores.h"
#include "core/stats/friedman.h"

namespace moonstain {

/// A predictor's mean over independent units of its rank.
struct MeanRank {
  std::string name;
  double rank = 0;  ///< the best 1, equal ones sharing the mean of their ranks
};

/// Ranked predictors that do not differ, by their places in `ranked`.
struct RankGroup {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// Which of several predictors differ by their mean ranks over independent
/// units (Demsar 2006, JMLR 7:1-30): Friedman's test whether any do, then
/// Nemenyi's, both at 5 %.
struct RankDifferences {
  std::vector<MeanRank> ranked;  ///< by rising rank, ties in the order given
  /// Predictors without a number in some unit, those of which more than
  /// `kMostLacking` of the items whose measurement varies are undefined, and
  /// those that use what was measured of the unit that is scored: none of them
  /// is ranked.
  std::vector<std::string> lacking;
  std::vector<std::string> lacking_items;
  std::vector<std::string> oracles;
  std::string unit;       ///< noun of what is independent: "patient"
  std::size_t units = 0;  ///< how many of them
  /// NaN where fewer than two are ranked, or there is no unit.
  double critical_difference = 0;
  FriedmanTest test;  ///< meaningful where there is a critical difference

  /// Nemenyi's difference is one that mean ranks can have at all: with two
  /// units it never is.
  bool can_differ() const;
  /// It is, and Friedman's p is below 0.05.
  bool any_differ() const;
  /// The largest runs of two or more that lie less than the critical difference
  /// apart; all in one where Friedman's test tells nothing; none where no two
  /// could differ.
  std::vector<RankGroup> groups() const;
  /// What the groups say, or why there are none, in a sentence or two of
  /// computed values; then who is not ranked.
  /// @param called  what a predictor of this name is called
  std::string words(
      const std::function<std::string(const std::string&)>& called) const;
};

/// A predictor's value in an independent unit is the mean over what is scored
/// of it: over the sections of a patient.
///
/// @param cluster_of  of scored units; one that is not there is its own
/// @param unit        noun of what is independent
RankDifferences rank_differences(const std::vector<PredictorScores>& predictors,
                                 std::string_view reading, const Metric& metric,
                                 const ClusterOf& cluster_of, std::string unit);

}  // namespace moonstain
