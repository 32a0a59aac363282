#include "core/stats/survival/follow_up.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.h"

namespace moonstain {

void check_follow_up(const FollowUp& patients, std::string_view what) {
  check(patients.times.size() == patients.died.size(), what, ": ",
        patients.times.size(), " times, ", patients.died.size(),
        " ends; each patient has both");
  for (std::size_t i = 0; i < patients.patients(); ++i) {
    check(std::isfinite(patients.times[i]) && patients.times[i] >= 0, what,
          ": patient ", i, " was followed for ", patients.times[i],
          "; a time is 0 or more");
  }
}

std::vector<std::size_t> by_time(const FollowUp& patients) {
  std::vector<std::size_t> order(patients.patients());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     return patients.times[a] < patients.times[b];
                   });
  return order;
}

}  // namespace moonstain
