#pragma once

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

/// How well each penalty does on what was left out.
struct AlphaChoice {
  double alpha = 0;
  /// [alphas] mean over groups of the mean over their sections of the mean
  /// over genes of Pearson's r within the section, undefined genes aside
  std::vector<double> scores;
  SearchUnit unit = SearchUnit::section;
  std::size_t count = 0;  ///< of groups, sections or blocks
};

/// Chooses the penalty by leaving each group out once, fitting on the others
/// and correlating within each section left out; the highest score wins, on
/// equal or undefined scores the larger penalty.
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
/// @param alphas    at least one, all > 0
/// @throws Error    on as many groups as there are not sections, or one section
///                  of fewer than 4 rows
///
/// Source: leaving out what is to be generalised over, Hastie, Tibshirani and
/// Friedman 2009, The Elements of Statistical Learning, 7.10.
AlphaChoice choose_alpha(const RidgeMoments& all, const RidgeSections& sections,
                         const std::vector<std::string>& groups,
                         const std::vector<double>& alphas);

}  // namespace moonstain
