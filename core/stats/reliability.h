#pragma once

namespace moonstain {

/// The reliability of a measurement by that of its halves: what the correlation
/// of two measurements would be, each twice as long as those that correlate by
/// r. 2 r / (1 + r).
///
/// @param r  of two halves, -1 to 1
/// @return   NaN for NaN, and below -1/3, where it is no correlation: halves
///           that repel each other so are not two looks at one thing, as those
///           of counts that are 0 or 1 alone
///
/// Source: Spearman 1910, doi:10.1111/j.2044-8295.1910.tb00206.x; Brown 1910,
/// doi:10.1111/j.2044-8295.1910.tb00207.x.
double spearman_brown(double r);

/// The highest correlation that anything free of noise can have with a
/// measurement of this reliability: its square root, 0 for a reliability below.
///
/// Source: Spearman 1904, doi:10.2307/1412159.
double attainable_correlation(double reliability);

}  // namespace moonstain
