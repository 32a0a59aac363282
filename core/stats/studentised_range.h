#pragma once

namespace moonstain {

/// Chance that the range (largest less least) of `groups` independent standard
/// normal values is at most `range`: the studentised range with infinitely many
/// degrees of freedom, scipy.stats.studentized_range.cdf(range, groups, inf).
///
/// With the largest at z all others lie between z - range and z:
///
///     groups * integral of phi(z) (Phi(z) - Phi(z - range))^(groups - 1) dz
///
/// The integrand is analytic and falls off as exp(-z^2 / 2), so that sums at
/// even steps come as near as float64 can (Trefethen and Weideman 2014,
/// doi:10.1137/130932132).
///
/// @return        0 for a range of 0 or less; right to some 13 digits
/// @throws Error  on fewer than 2 groups
///
/// Source: Hartley 1942, doi:10.1093/biomet/32.3-4.334.
double studentised_range_chance(double range, int groups);

/// The range that is not passed with this chance.
///
/// @param probability  0 < probability < 1
/// @throws Error       outside that, and on fewer than 2 groups
double studentised_range_quantile(double probability, int groups);

/// How far the mean ranks of two methods must lie apart to differ, of
/// `methods` ranked on `units`: q * sqrt(methods (methods + 1) / (6 units)),
/// where q is the quantile of the studentised range divided by sqrt(2)
/// (Nemenyi's test).
///
/// @param level   chance, over all pairs, that any differs where none does
/// @throws Error  as above, and without units
///
/// Source: Demsar 2006, JMLR 7:1-30, section 3.2.2; its table 5a has q.
double nemenyi_critical_difference(int methods, int units, double level = 0.05);

}  // namespace moonstain
