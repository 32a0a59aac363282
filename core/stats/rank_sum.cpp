#include "core/stats/rank_sum.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace moonstain {

std::vector<std::int64_t> ranks_from_best(const std::vector<double>& values) {
  std::vector<std::int64_t> ranks;
  for (const double one : values) {
    const auto better =
        std::count_if(values.begin(), values.end(), [&](double other) {
          return std::isnan(one) ? !std::isnan(other) : other > one;
        });
    ranks.push_back(1 + better);
  }
  return ranks;
}

std::size_t best_by_rank_sum(const std::vector<std::vector<double>>& criteria) {
  check(!criteria.empty() && !criteria.front().empty(),
        "best_by_rank_sum: nothing to choose from; expected at least one "
        "criterion and one candidate");
  std::vector<std::int64_t> sums(criteria.front().size(), 0);
  for (const std::vector<double>& values : criteria) {
    check(values.size() == sums.size(), "best_by_rank_sum: one criterion has ",
          values.size(), " values, the first has ", sums.size());
    const std::vector<std::int64_t> ranks = ranks_from_best(values);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += ranks[i];
  }
  return static_cast<std::size_t>(std::min_element(sums.begin(), sums.end()) -
                                  sums.begin());
}

}  // namespace moonstain
