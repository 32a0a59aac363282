#include "core/stats/student_t.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

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

MeanDifference welch_difference(double sd_a, int n_a, double sd_b, int n_b,
                                double level) {
  check(n_a >= 2 && n_b >= 2, "welch_difference: between the means of ", n_a,
        " and ", n_b, " unit(s); both need at least 2");
  const double a = sd_a * sd_a / n_a;
  const double b = sd_b * sd_b / n_b;
  MeanDifference difference;
  difference.degrees =
      (a + b) * (a + b) / (a * a / (n_a - 1) + b * b / (n_b - 1));
  if (a + b > 0) {
    difference.half_width =
        student_t_quantile(0.5 + level / 2, difference.degrees) *
        std::sqrt(a + b);
  }
  return difference;
}

}  // namespace moonstain
