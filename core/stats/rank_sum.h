#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace moonstain {

/// Ranks from 1, the highest value first; equal values share the smaller rank,
/// so that 0.3, 0.3, 0.2 are 1, 1, 3. What is NaN comes behind all numbers.
///
/// @param values  [n]
/// @return        [n]
std::vector<std::int64_t> ranks_from_best(const std::vector<double>& values);

/// The candidate whose ranks under several criteria sum to the least, of equal
/// sums the first: how GHIST keeps one of its epochs by mean correlation and
/// macro F1, neither of which is on the other's scale.
///
/// @param criteria  [criteria][candidates], higher is better
/// @return          place of the candidate
/// @throws Error    without criteria or candidates, or on lists of differing
///                  lengths
///
/// Source: recipes/ghist_cells/METHOD.md 4.3.
std::size_t best_by_rank_sum(const std::vector<std::vector<double>>& criteria);

}  // namespace moonstain
