#pragma once

#include <vector>

namespace moonstain {

/// p values of many tests, adjusted so that calling all at or below q findings
/// leaves an expected share of at most q false ones among them (tests
/// independent or positively dependent). As
/// scipy.stats.false_discovery_control(ps, method="bh").
///
/// @param p       [tests] 0 to 1; NaN: not tested, stays NaN and does not count
/// @throws Error  on a p outside 0..1
///
/// Source: Benjamini and Hochberg 1995,
/// doi:10.1111/j.2517-6161.1995.tb02031.x.
std::vector<double> benjamini_hochberg(const std::vector<double>& p);

}  // namespace moonstain
