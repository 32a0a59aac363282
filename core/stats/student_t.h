#pragma once

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
/// Source: Geisser 1993, Predictive Inference, section 2.2.
double prediction_half_width(double sd, int n, int k, double level = 0.95);

}  // namespace moonstain
