#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace moonstain {

/// The epoch that is best by two scores at once, of which higher is better:
/// each score ranks the epochs from 1, equal ones share the smaller rank, and
/// the smallest sum of ranks wins, of equal sums the earliest epoch. A score
/// that is not a number ranks behind all that are.
///
/// @param second  may be empty: then the first decides alone
/// @throws Error  without epochs, or where the lists differ in length
///
/// Source: recipes/ghist_cells/METHOD.md 4.3.
std::size_t best_by_ranks(std::span<const double> first,
                          std::span<const double> second);

/// Epochs that `best_by_ranks` may choose, now or of a longer list that begins
/// with this one, rising: all but those that another is as good as by both
/// scores and earlier than, or better than by one. So the states of the others
/// need not be kept while a training goes on.
std::vector<std::size_t> may_be_best(std::span<const double> first,
                                     std::span<const double> second);

}  // namespace moonstain
