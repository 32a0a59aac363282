#include "core/stats/survival/follow_up.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace moonstain {

std::size_t FollowUp::deaths() const {
  return static_cast<std::size_t>(std::ranges::count(died, true));
}

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

FollowUp followed_at(const FollowUp& patients,
                     const std::vector<std::size_t>& places) {
  FollowUp out;
  for (const std::size_t i : places) {
    out.times.push_back(patients.times[i]);
    out.died.push_back(patients.died[i]);
  }
  return out;
}

std::vector<std::size_t> by_time(const FollowUp& patients) {
  // Times beside their places: a sort that looks them up takes twice as long.
  std::vector<std::pair<double, std::size_t>> timed;
  timed.reserve(patients.patients());
  for (std::size_t i = 0; i < patients.patients(); ++i) {
    timed.emplace_back(patients.times[i], i);
  }
  std::sort(timed.begin(), timed.end());
  std::vector<std::size_t> order;
  order.reserve(timed.size());
  for (const auto& [time, place] : timed) order.push_back(place);
  return order;
}

}  // namespace moonstain
