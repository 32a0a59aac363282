#include "core/stats/student_t.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain {

double student_t_quantile(double probability, double degrees) {
  check(probability > 0 && probability < 1, "student_t_quantile: probability ",
        probability, " does not lie between 0 and 1");
  check(degrees > 0, "student_t_quantile: got ", degrees,
        " degrees of freedom; at least 1 unit more than parameters is needed");
  return boost::math::quantile(boost::math::students_t(degrees), probability);
}

double interval_half_width(double sd, int n, double level) {
  check(n >= 2, "interval_half_width: got ", n,
        " unit(s); an interval needs at least 2");
  return student_t_quantile(0.5 + level / 2, n - 1) * sd / std::sqrt(n);
}

double prediction_half_width(double sd, int n, int k, double level) {
  check(n >= 2 && k >= 1, "prediction_half_width: from ", n, " unit(s) for ", k,
        "; from at least 2 for at least 1 is possible");
  return student_t_quantile(0.5 + level / 2, n - 1) * sd *
         std::sqrt(1.0 / n + 1.0 / k);
}

double sd_of_half_width(double half_width, int n, double level) {
  check(n >= 2, "sd_of_half_width: got ", n,
        " unit(s); an interval needs at least 2");
  return half_width * std::sqrt(n) / student_t_quantile(0.5 + level / 2, n - 1);
}

namespace {

// Of freedom, by Welch and Satterthwaite; `a` and `b` are variances of means.
double welch_degrees(double a, double n_a, double b, double n_b) {
  return (a + b) * (a + b) / (a * a / (n_a - 1) + b * b / (n_b - 1));
}

}  // namespace

MeanDifference welch_difference(double sd_a, int n_a, double sd_b, int n_b,
                                double level) {
  check(n_a >= 2 && n_b >= 2, "welch_difference: between the means of ", n_a,
        " and ", n_b, " unit(s); both need at least 2");
  const double a = sd_a * sd_a / n_a;
  const double b = sd_b * sd_b / n_b;
  MeanDifference difference;
  difference.degrees = welch_degrees(a, n_a, b, n_b);
  if (a + b > 0) {
    difference.half_width =
        student_t_quantile(0.5 + level / 2, difference.degrees) *
        std::sqrt(a + b);
  }
  return difference;
}

namespace {

struct Sample {
  double mean = 0;
  double error2 = 0;  // variance of the mean
};

Sample sample_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Sample sample;
  for (const double value : values) sample.mean += value / n;
  for (const double value : values) {
    sample.error2 += (value - sample.mean) * (value - sample.mean);
  }
  sample.error2 /= n * (n - 1);
  return sample;
}

bool all_equal(const std::vector<double>& values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return *least == *most;
}

}  // namespace

WelchTest welch_test(const std::vector<double>& a,
                     const std::vector<double>& b) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (a.size() < 2 || b.size() < 2 || (all_equal(a) && all_equal(b))) {
    return {kNone, kNone, kNone};
  }
  const Sample one = sample_of(a);
  const Sample other = sample_of(b);
  const double error2 = one.error2 + other.error2;
  WelchTest test;
  test.t = (one.mean - other.mean) / std::sqrt(error2);
  test.degrees = welch_degrees(one.error2, static_cast<double>(a.size()),
                               other.error2, static_cast<double>(b.size()));
  const boost::math::students_t law(test.degrees);
  test.p = 2 * boost::math::cdf(boost::math::complement(law, std::abs(test.t)));
  return test;
}

double correlation_p(double r, std::int64_t n) {
  if (std::isnan(r) || n < 3) return std::numeric_limits<double>::quiet_NaN();
  const double degrees = static_cast<double>(n) - 2;
  const double left = 1 - r * r;
  if (left <= 0) return 0;
  const double t = std::abs(r) * std::sqrt(degrees / left);
  const boost::math::students_t law(degrees);
  return 2 * boost::math::cdf(boost::math::complement(law, t));
}

}  // namespace moonstain
