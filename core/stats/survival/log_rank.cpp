#include "core/stats/survival/log_rank.h"

#include <Eigen/QR>
#include <boost/math/distributions/chi_squared.hpp>
#include <map>

#include "core/base/error.h"

namespace moonstain {

LogRank log_rank(const FollowUp& patients,
                 const std::vector<std::string>& group) {
  check_follow_up(patients, "log_rank");
  check(group.size() == patients.patients(), "log_rank: ", patients.patients(),
        " patients, ", group.size(), " names of groups; each has one");
  std::map<std::string, Eigen::Index> places;
  for (const std::string& name : group) {
    places.try_emplace(name, 0);
  }
  check(places.size() >= 2, "log_rank: ", places.size(),
        " group(s); at least 2 are compared");
  Eigen::Index count = 0;
  for (auto& [name, place] : places) {
    place = count++;
  }

  Eigen::VectorXd at_risk = Eigen::VectorXd::Zero(count);
  for (const std::string& name : group) {
    ++at_risk[places[name]];
  }
  Eigen::VectorXd excess = Eigen::VectorXd::Zero(count);  // seen - expected
  Eigen::MatrixXd variance = Eigen::MatrixXd::Zero(count, count);
  const std::vector<std::size_t> order = by_time(patients);
  for (std::size_t begin = 0; begin < order.size();) {
    const double time = patients.times[order[begin]];
    Eigen::VectorXd ended = Eigen::VectorXd::Zero(count);
    Eigen::VectorXd died = Eigen::VectorXd::Zero(count);
    for (; begin < order.size() && patients.times[order[begin]] == time;
         ++begin) {
      const Eigen::Index place = places[group[order[begin]]];
      ++ended[place];
      died[place] += patients.died[order[begin]];
    }
    const double n = at_risk.sum();
    const double d = died.sum();
    const Eigen::VectorXd share = at_risk / n;
    excess += died - d * share;
    if (n > 1) {
      const Eigen::MatrixXd shares = share.asDiagonal();
      variance += d * (n - d) / (n - 1) * (shares - share * share.transpose());
    }
    at_risk -= ended;
  }

  // The groups' excesses sum to 0: one says nothing that the others do not.
  LogRank test;
  test.degrees = static_cast<int>(count) - 1;
  const Eigen::MatrixXd others = variance.topLeftCorner(count - 1, count - 1);
  const Eigen::VectorXd z = excess.head(count - 1);
  test.statistic = z.dot(others.completeOrthogonalDecomposition().solve(z));
  test.p = boost::math::cdf(boost::math::complement(
      boost::math::chi_squared(test.degrees), test.statistic));
  return test;
}

}  // namespace moonstain
