#pragma once

#include <cstdint>
#include <vector>

namespace moonstain {

/// Quantile of Student's t distribution, through Boost.Math.
///
/// @param probability  0 < probability < 1
/// @param degrees      degrees of freedom, > 0
/// @throws Error       outside these ranges
double student_t_quantile(double probability, double degrees);

/// Half width of the confidence interval of a mean: t(0.5 + level / 2, n - 1)
/// * sd / sqrt(n), as the papers give it ("mean +- half width").
///
/// @param sd     standard deviation of the sample, divisor n - 1
/// @param n      number of independent units, at least 2
/// @param level  0.95 for the usual interval
double interval_half_width(double sd, int n, double level = 0.95);

/// Half width of the interval that holds the mean of `k` further units with
/// this confidence, given the mean of `n`: t * sd * sqrt(1 / n + 1 / k).
///
/// With k = 1 it judges one published number by `n` seeds of ours: where that
/// number is one more draw from the same normal distribution, it lies outside
/// in 1 - level of all cases.
///
/// Source: Geisser 1993, Predictive Inference, section 2.2.
double prediction_half_width(double sd, int n, int k, double level = 0.95);

/// The standard deviation between `n` units behind a published "mean +- half
/// width": `interval_half_width` the other way round.
double sd_of_half_width(double half_width, int n, double level = 0.95);

/// How far two means of independent samples may lie apart.
struct MeanDifference {
  double degrees = 0;     ///< of freedom; NaN when both spreads are 0
  double half_width = 0;  ///< of the interval of the difference of the means
};

/// Welch's interval: the samples may differ in size and spread. The means
/// differ where |a - b| exceeds the half width.
///
/// @param sd_a, sd_b  standard deviations between units, divisor n - 1
/// @param n_a, n_b    independent units, at least 2 each
///
/// Source: Welch 1947, doi:10.1093/biomet/34.1-2.28.
MeanDifference welch_difference(double sd_a, int n_a, double sd_b, int n_b,
                                double level = 0.95);

/// Whether the means of two independent samples are one.
struct WelchTest {
  double t = 0;        ///< (mean a - mean b) / error; NaN as `p`
  double degrees = 0;  ///< of freedom; NaN as `p`
  /// Two-sided; NaN where a sample has fewer than two values or neither varies.
  double p = 0;
};

/// Welch's test, as scipy.stats.ttest_ind with equal_var=False.
///
/// Source: Welch 1947, doi:10.1093/biomet/34.1-2.28.
WelchTest welch_test(const std::vector<double>& a,
                     const std::vector<double>& b);

/// Two-sided p that pairs without any correlation have a Pearson's r at least
/// this far from 0: of t = r sqrt((n - 2) / (1 - r^2)) with n - 2 degrees, as
/// scipy.stats.pearsonr has it. 0 for r of 1 or -1.
///
/// It takes the n pairs as independent. Neighbouring spots are not, so that of
/// spots it is too small.
///
/// @return  NaN where r is NaN, and with fewer than 3 pairs
///
/// Source: Student 1908, doi:10.2307/2331474.
double correlation_p(double r, std::int64_t n);

}  // namespace moonstain
