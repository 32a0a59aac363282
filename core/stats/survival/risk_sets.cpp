#include "core/stats/survival/risk_sets.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "core/base/error.h"

namespace moonstain {

RiskSets risk_sets(const FollowUp& patients,
                   const std::vector<std::string>& strata,
                   std::string_view what) {
  check_follow_up(patients, what);
  const std::size_t count = patients.patients();
  check(strata.empty() || strata.size() == count, what, ": ", count,
        " patients, ", strata.size(), " names of strata; each has one");
  RiskSets sets;
  sets.strata = strata;
  if (strata.empty()) sets.strata.emplace_back();
  std::ranges::sort(sets.strata);
  sets.strata.erase(std::unique(sets.strata.begin(), sets.strata.end()),
                    sets.strata.end());
  std::vector<std::size_t> stratum(count, 0);
  for (std::size_t i = 0; i < strata.size(); ++i) {
    stratum[i] = static_cast<std::size_t>(
        std::ranges::lower_bound(sets.strata, strata[i]) - sets.strata.begin());
  }
  sets.order.resize(count);
  std::iota(sets.order.begin(), sets.order.end(), std::size_t{0});
  const auto place = [&](std::size_t i) {
    return std::tuple(stratum[i], -patients.times[i], !patients.died[i]);
  };
  std::ranges::stable_sort(sets.order, [&](std::size_t a, std::size_t b) {
    return place(a) < place(b);
  });
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t patient = sets.order[i];
    const double time = patients.times[patient];
    if (sets.ends.empty() || sets.ends.back().time != time ||
        sets.ends.back().stratum != stratum[patient]) {
      sets.ends.push_back({time, i, i, 0, stratum[patient]});
    }
    sets.ends.back().end = i + 1;
    sets.ends.back().deaths += patients.died[patient];
    sets.deaths += patients.died[patient];
  }
  return sets;
}

}  // namespace moonstain
