#include "core/stats/survival/kaplan_meier.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain {

std::vector<SurvivalStep> kaplan_meier(const FollowUp& patients, double level) {
  check_follow_up(patients, "kaplan_meier");
  check(patients.patients() > 0, "kaplan_meier: no patients");
  check(level > 0 && level < 1, "kaplan_meier: level ", level,
        " does not lie between 0 and 1");
  std::vector<SurvivalStep> curve;
  curve.reserve(patients.patients() + 1);
  curve.emplace_back();
  auto left = static_cast<std::int64_t>(patients.patients());
  curve[0].at_risk = left;
  for (const std::size_t patient : by_time(patients)) {
    if (patients.times[patient] != curve.back().time) {
      curve.push_back({.time = patients.times[patient], .at_risk = left});
    }
    ++(patients.died[patient] ? curve.back().died : curve.back().censored);
    --left;
  }

  const double z =
      boost::math::quantile(boost::math::normal(), 0.5 + level / 2);
  double survival = 1;
  double greenwood = 0;  // sum of d / (n (n - d))
  for (SurvivalStep& step : curve) {
    const auto n = static_cast<double>(step.at_risk);
    const auto d = static_cast<double>(step.died);
    survival *= 1.0 - d / n;
    step.survival = survival;
    if (survival == 0.0) {
      step.low = step.high = 0.0;
      continue;
    }
    greenwood += d / (n * (n - d));
    if (survival < 1.0) {
      const double log_s = std::log(survival);
      const double width = z * std::sqrt(greenwood) / log_s;
      step.low = std::exp(-std::exp(std::log(-log_s) - width));
      step.high = std::exp(-std::exp(std::log(-log_s) + width));
    }
  }
  return curve;
}

double median_survival(const std::vector<SurvivalStep>& curve) {
  for (const SurvivalStep& step : curve) {
    if (step.survival <= 0.5) {
      return step.time;
    }
  }
  return std::numeric_limits<double>::quiet_NaN();
}

std::vector<std::int64_t> numbers_at_risk(const FollowUp& patients,
                                          const std::vector<double>& times) {
  std::vector<std::int64_t> numbers;
  for (const double time : times) {
    numbers.push_back(
        std::count_if(patients.times.begin(), patients.times.end(),
                      [time](double followed) { return followed >= time; }));
  }
  return numbers;
}

}  // namespace moonstain
