#pragma once

#include <cstdint>
#include <vector>

namespace moonstain {

/// How far two ways to put the same things in groups agree: 1 for the same
/// groups under whatever names, 0 on average over ways that share sizes and
/// nothing else, below 0 for less. As sklearn.metrics.adjusted_rand_score.
///
/// @param a, b    [things] groups; any numbers
/// @return        1 where both are one group, or all groups of one thing
/// @throws Error  on lists of other lengths, or without a thing
///
/// Source: Hubert and Arabie 1985, doi:10.1007/BF01908075.
double adjusted_rand(const std::vector<std::int32_t>& a,
                     const std::vector<std::int32_t>& b);

}  // namespace moonstain
