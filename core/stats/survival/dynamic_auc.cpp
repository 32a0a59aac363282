#include "core/stats/survival/dynamic_auc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/stats/survival/kaplan_meier.h"

namespace moonstain {
namespace {

void check_times(const FollowUp& patients, const std::vector<double>& times) {
  check(!times.empty() && patients.patients() > 0,
        "dynamic_auc: no patients or no times");
  const auto [first, last] = std::ranges::minmax(patients.times);
  for (std::size_t i = 0; i < times.size(); ++i) {
    check(times[i] >= first && times[i] < last, "dynamic_auc: time ", times[i],
          " lies outside of the follow-up, ", first, " to before ", last);
    check(i == 0 || times[i] > times[i - 1], "dynamic_auc: time ", times[i],
          " does not lie after ", times[i - 1]);
  }
}

// [patients] What each death counts; 0 of who was censored.
std::vector<double> weights_of(const Censoring& censoring,
                               const FollowUp& patients, double until) {
  std::vector<double> weights;
  for (std::size_t i = 0; i < patients.patients(); ++i) {
    const double time = patients.times[i];
    if (!patients.died[i] || time > until) {
      weights.push_back(0);
      continue;
    }
    const double followed = censoring.followed_after(time);
    check(followed > 0, "dynamic_auc: a patient died at ", time,
          ", and nobody was followed for longer, so that the death has no "
          "weight; leave out times from there on");
    weights.push_back(1 / followed);
  }
  return weights;
}

// Patients by falling risk are passed once. Of a group of one risk each case
// stands above the controls behind the group, and half above those within.
double area_at(double time, const FollowUp& patients,
               const std::vector<double>& risks,
               const std::vector<double>& weights,
               const std::vector<std::size_t>& order) {
  double cases = 0, controls = 0, area = 0;
  for (std::size_t i = 0; i < order.size();) {
    const double risk = risks[order[i]];
    double more_cases = 0, more_controls = 0;
    for (; i < order.size() && risks[order[i]] == risk; ++i) {
      const std::size_t at = order[i];
      if (patients.times[at] > time) {
        ++more_controls;
      } else {
        more_cases += weights[at];
      }
    }
    area += more_controls * (cases + more_cases / 2);
    cases += more_cases;
    controls += more_controls;
  }
  return area / (cases * controls);  // 0 / 0 where either is missing
}

double weighted_mean(const FollowUp& patients, const std::vector<double>& times,
                     const std::vector<double>& areas) {
  const std::vector<SurvivalStep> curve = kaplan_meier(patients);
  double before = 1, sum = 0, total = 0;
  for (std::size_t k = 0; k < times.size(); ++k) {
    const auto after =
        std::ranges::upper_bound(curve, times[k], {}, &SurvivalStep::time);
    const double survival = std::prev(after)->survival;
    const double fall = before - survival;
    before = survival;
    if (std::isnan(areas[k]) || fall <= 0) continue;
    sum += areas[k] * fall;
    total += fall;
  }
  return total > 0 ? sum / total : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

DynamicAuc dynamic_auc(const Censoring& censoring, const FollowUp& patients,
                       const std::vector<double>& risks,
                       const std::vector<double>& times) {
  check_follow_up(patients, "dynamic_auc");
  check(risks.size() == patients.patients(), "dynamic_auc: ", risks.size(),
        " risks of ", patients.patients(), " patients");
  check(std::ranges::none_of(risks, [](double r) { return std::isnan(r); }),
        "dynamic_auc: a risk is not a number");
  check_times(patients, times);
  const std::vector<double> weights =
      weights_of(censoring, patients, times.back());
  std::vector<std::size_t> order(risks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return risks[a] != risks[b] ? risks[a] > risks[b] : a < b;
  });
  DynamicAuc out;
  for (const double time : times) {
    out.by_time.push_back(area_at(time, patients, risks, weights, order));
  }
  out.mean = times.size() == 1 ? out.by_time.front()
                               : weighted_mean(patients, times, out.by_time);
  return out;
}

}  // namespace moonstain
