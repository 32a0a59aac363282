#include "core/stats/survival/concordance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain {
namespace {

// How many of the values added so far have a rank below another (Fenwick 1994,
// doi:10.1002/spe.4380240306).
class Counts {
 public:
  explicit Counts(std::size_t ranks) : sums_(ranks + 1, 0) {}

  void add(std::size_t rank) {
    for (std::size_t i = rank + 1; i < sums_.size(); i += i & (~i + 1)) {
      ++sums_[i];
    }
    ++all_;
  }

  std::int64_t below(std::size_t rank) const {
    std::int64_t sum = 0;
    for (std::size_t i = rank; i > 0; i -= i & (~i + 1)) {
      sum += sums_[i];
    }
    return sum;
  }

  std::int64_t all() const { return all_; }

 private:
  std::vector<std::int64_t> sums_;
  std::int64_t all_ = 0;
};

// The place of each risk among the distinct ones.
std::vector<std::size_t> ranks_of(const std::vector<double>& risks) {
  std::vector<double> distinct = risks;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<std::size_t> ranks;
  for (const double risk : risks) {
    ranks.push_back(static_cast<std::size_t>(
        std::lower_bound(distinct.begin(), distinct.end(), risk) -
        distinct.begin()));
  }
  return ranks;
}

// Passes the times from the last to the first; `take` gets each who died, and
// its pairs with those who are known to have lived longer.
template <typename Take>
void pass_pairs(const FollowUp& patients, const std::vector<double>& risks,
                const Take& take) {
  check_follow_up(patients, "concordance");
  check(risks.size() == patients.patients(),
        "concordance: ", patients.patients(), " patients, ", risks.size(),
        " risks; each has one");
  for (std::size_t i = 0; i < risks.size(); ++i) {
    check(!std::isnan(risks[i]), "concordance: the risk of patient ", i,
          " is NaN, which has no rank");
  }
  const std::vector<std::size_t> ranks = ranks_of(risks);
  const std::vector<std::size_t> order = by_time(patients);
  Counts longer(risks.size());
  for (std::size_t end = order.size(); end > 0;) {
    std::size_t begin = end - 1;
    while (begin > 0 &&
           patients.times[order[begin - 1]] == patients.times[order[end - 1]]) {
      --begin;
    }
    // Of one time: who is censored there outlives who dies.
    for (std::size_t i = begin; i < end; ++i) {
      if (!patients.died[order[i]]) {
        longer.add(ranks[order[i]]);
      }
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (patients.died[order[i]]) {
        const std::size_t rank = ranks[order[i]];
        const std::int64_t lower = longer.below(rank);
        const std::int64_t up_to = longer.below(rank + 1);
        take(order[i], Concordance{lower, longer.all() - up_to, up_to - lower});
      }
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (patients.died[order[i]]) {
        longer.add(ranks[order[i]]);
      }
    }
    end = begin;
  }
}

}  // namespace

double Concordance::index() const {
  return pairs() > 0 ? (static_cast<double>(concordant) +
                        0.5 * static_cast<double>(tied)) /
                           static_cast<double>(pairs())
                     : std::numeric_limits<double>::quiet_NaN();
}

Concordance concordance(const FollowUp& patients,
                        const std::vector<double>& risks) {
  Concordance made;
  pass_pairs(patients, risks, [&](std::size_t, const Concordance& pairs) {
    made.concordant += pairs.concordant;
    made.discordant += pairs.discordant;
    made.tied += pairs.tied;
  });
  return made;
}

double uno_concordance(const Censoring& censoring, const FollowUp& patients,
                       const std::vector<double>& risks, double before) {
  double right = 0, all = 0;
  pass_pairs(patients, risks,
             [&](std::size_t patient, const Concordance& pairs) {
               const double time = patients.times[patient];
               if (time >= before) return;
               const double chance = censoring.followed_after(time);
               check(chance > 0, "uno_concordance: patient ", patient,
                     " died at ", time,
                     ", for longer than which nobody was followed; take a "
                     "`before` of at "
                     "most ",
                     time);
               const double weight = 1 / (chance * chance);
               right += weight * (static_cast<double>(pairs.concordant) +
                                  0.5 * static_cast<double>(pairs.tied));
               all += weight * static_cast<double>(pairs.pairs());
             });
  return all > 0 ? right / all : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace moonstain
