#pragma once

#include <cstdint>

namespace moonstain {

/// Chance that of `drawn` things, taken from `all` of which `marked` are
/// marked, at least `hits` are marked: scipy.stats.hypergeom.sf(hits - 1, all,
/// marked, drawn), the one-sided test of Fisher.
///
/// The terms of one side are summed, each from the one before, so that p far
/// below float64's 1e-16 are right to some 10 digits.
///
/// @return        1 for 0 hits; 0 for more hits than can be
/// @throws Error  on a number below 0, and where more are marked or drawn than
///                there are
///
/// Source: Rivals et al. 2007, doi:10.1093/bioinformatics/btl633.
double hypergeometric_tail(std::int64_t hits, std::int64_t all,
                           std::int64_t marked, std::int64_t drawn);

}  // namespace moonstain
