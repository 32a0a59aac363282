#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// Deaths of a group beside those that it would have if all died at one rate.
struct GroupDeaths {
  std::string group;
  std::int64_t patients = 0;
  std::int64_t died = 0;
  double expected = 0;
};

/// Whether groups of patients die at one rate.
struct LogRank {
  double statistic = 0;  ///< chi-squared
  int degrees = 0;       ///< groups less one
  double p = 1;
  std::vector<GroupDeaths> groups{};  ///< in the order of their names
  /// Of the first group's deaths, by the hypergeometric distribution: with two
  /// groups (died - expected) / variance is Peto's estimate of the logarithm
  /// of its hazard ratio to the second.
  double variance = 0;
};

/// The log-rank test of two or more groups, as lifelines' multivariate_
/// logrank_test: at each time with deaths those expected of a group are its
/// share of the patients at risk; their sum is compared with the deaths seen,
/// by the hypergeometric variance, which counts ties. With strata these sums
/// are over the times of each stratum by itself, as in R's survdiff.
///
/// @param group   name of each patient's group
/// @param strata  [patients] names; empty: all are of one
/// @return        a statistic of 0 and p of 1 where no deaths or no group at
///                risk beside another leave nothing to compare
/// @throws Error  as `risk_sets`, on as many names as there are not patients,
///                and with fewer than two groups
///
/// The p-value holds for groups that were there before: of groups that were
/// split at the best cut of a score it is far too small.
///
/// Source: Mantel 1966, Cancer Chemotherapy Reports 50, 163; Klein and
/// Moeschberger 2003, Survival Analysis, 7.3.
LogRank log_rank(const FollowUp& patients,
                 const std::vector<std::string>& group,
                 const std::vector<std::string>& strata = {});

}  // namespace moonstain
