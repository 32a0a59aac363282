#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/stats/ridge.h"

namespace moonstain {

/// What a search of the penalty leaves out, once each.
enum class SearchUnit {
  group,    ///< the sections of one name: a patient
  section,  ///< a section
  block,    ///< a run of rows of the one section there is
};

/// What a search chooses from: every penalty with every rank.
struct RidgeCandidates {
  std::vector<double> alphas;            ///< at least one, all > 0
  std::vector<std::int64_t> ranks = {};  ///< as RidgeMoments::fit; empty: {0}
};

/// How well each candidate does on what was left out.
struct RidgeChoice {
  double alpha = 0;
  std::int64_t rank = 0;
  /// [alphas, ranks] mean over groups of the mean over their sections of the
  /// mean over genes of Pearson's r within the section, undefined genes aside
  std::vector<double> scores;
  SearchUnit unit = SearchUnit::section;
  std::size_t count = 0;  ///< of groups, sections or blocks
};

/// Chooses penalty and rank by leaving each group out once, fitting on the
/// others and correlating within each section left out; the highest score wins,
/// on equal or undefined scores the larger penalty, then the rank named first.
///
/// The search is the same in every arm of an experiment, as far as there is
/// something to leave out: where fewer than two groups are left it goes by
/// section, and with one section by five runs of its rows (fewer where it has
/// fewer than ten), which keeps neighbouring spots together.
///
/// Each group is left out by taking its moments from those of all rows, so
/// that memory holds three sets of moments and one section's rows; a section is
/// read twice.
///
/// @param all       moments of all the sections
/// @param sections  the same
/// @param groups    name of each section's group; empty: each is one
/// @throws Error    on as many groups as there are not sections, or one section
///                  of fewer than 4 rows
///
/// Source: leaving out what is to be generalised over, Hastie, Tibshirani and
/// Friedman 2009, The Elements of Statistical Learning, 7.10.
RidgeChoice choose_ridge(const RidgeMoments& all, const RidgeSections& sections,
                         const std::vector<std::string>& groups,
                         const RidgeCandidates& candidates);

}  // namespace moonstain
