#include "core/stats/survival/censoring.h"

#include <algorithm>

#include "core/base/error.h"

namespace moonstain {

Censoring::Censoring(const FollowUp& patients) {
  check_follow_up(patients, "censoring");
  check(patients.patients() > 0, "censoring: no patients");
  const std::vector<std::size_t> order = by_time(patients);
  double chance = 1;
  auto left = static_cast<double>(order.size());
  for (std::size_t i = 0; i < order.size();) {
    const double time = patients.times[order[i]];
    double died = 0, censored = 0;
    for (; i < order.size() && patients.times[order[i]] == time; ++i) {
      ++(patients.died[order[i]] ? died : censored);
    }
    if (censored > 0) chance *= 1 - censored / (left - died);
    times_.push_back(time);
    chances_.push_back(chance);
    left -= died + censored;
  }
}

double Censoring::followed_after(double time) const {
  const auto after = std::ranges::upper_bound(times_, time);
  return after == times_.begin()
             ? 1.0
             : chances_[static_cast<std::size_t>(after - times_.begin()) - 1];
}

}  // namespace moonstain
