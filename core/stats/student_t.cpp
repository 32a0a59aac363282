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

}  // namespace moonstain
