#include "core/stats/survival/log_rank.h"

#include <Eigen/QR>
#include <map>

#include "core/base/error.h"
#include "core/stats/survival/chi_squared.h"
#include "core/stats/survival/risk_sets.h"

namespace moonstain {

LogRank log_rank(const FollowUp& patients,
                 const std::vector<std::string>& group,
                 const std::vector<std::string>& strata) {
  const RiskSets sets = risk_sets(patients, strata, "log_rank");
  check(group.size() == patients.patients(), "log_rank: ", patients.patients(),
        " patients, ", group.size(), " names of groups; each has one");
  std::map<std::string, Eigen::Index> places;
  for (const std::string& name : group) {
    places.try_emplace(name, 0);
  }
  check(places.size() >= 2, "log_rank: ", places.size(),
        " group(s); at least 2 are compared");
  LogRank test;
  for (auto& [name, place] : places) {
    place = static_cast<Eigen::Index>(test.groups.size());
    test.groups.push_back({name});
  }
  const auto count = static_cast<Eigen::Index>(test.groups.size());
  std::vector<Eigen::Index> group_of;
  for (const std::size_t patient : sets.order) {
    group_of.push_back(places.at(group[patient]));
  }

  Eigen::VectorXd at_risk = Eigen::VectorXd::Zero(count);
  Eigen::VectorXd seen = Eigen::VectorXd::Zero(count);
  Eigen::VectorXd expected = Eigen::VectorXd::Zero(count);
  Eigen::MatrixXd variance = Eigen::MatrixXd::Zero(count, count);
  for (std::size_t k = 0; k < sets.ends.size(); ++k) {
    const EndOfFollowUp& one = sets.ends[k];
    if (k > 0 && sets.ends[k - 1].stratum != one.stratum) at_risk.setZero();
    for (std::size_t i = one.begin; i < one.end; ++i) {
      ++at_risk[group_of[i]];
      if (i < one.begin + one.deaths) ++seen[group_of[i]];
    }
    if (one.deaths == 0) continue;
    const double n = at_risk.sum();
    const auto d = static_cast<double>(one.deaths);
    expected += d / n * at_risk;
    if (n > 1) {
      const double spread = d * (n - d) / (n - 1);
      for (Eigen::Index a = 0; a < count; ++a) {
        const double share = at_risk[a] / n;
        variance(a, a) += spread * share;
        for (Eigen::Index b = 0; b < count; ++b) {
          variance(a, b) -= spread * share * (at_risk[b] / n);
        }
      }
    }
  }
  for (const Eigen::Index place : group_of) {
    ++test.groups[static_cast<std::size_t>(place)].patients;
  }
  for (Eigen::Index a = 0; a < count; ++a) {
    GroupDeaths& one = test.groups[static_cast<std::size_t>(a)];
    one.died = static_cast<std::int64_t>(seen[a]);
    one.expected = expected[a];
  }

  // The groups' excesses sum to 0: one says nothing that the others do not.
  test.variance = variance(0, 0);
  test.degrees = static_cast<int>(count) - 1;
  const Eigen::MatrixXd others = variance.topLeftCorner(count - 1, count - 1);
  const Eigen::VectorXd z = (seen - expected).head(count - 1);
  test.statistic = z.dot(others.completeOrthogonalDecomposition().solve(z));
  test.p = chi_squared(test.statistic, test.degrees).p;
  return test;
}

}  // namespace moonstain
