#include "core/stats/survival/brier.h"

#include <algorithm>

#include "core/base/error.h"

namespace moonstain {

std::vector<double> brier_scores(const Censoring& censoring,
                                 const FollowUp& patients,
                                 const std::vector<double>& times,
                                 const MatrixD& survival) {
  check_follow_up(patients, "brier_scores");
  const auto count = static_cast<Eigen::Index>(patients.patients());
  check(survival.rows() == count &&
            survival.cols() == static_cast<Eigen::Index>(times.size()),
        "brier_scores: survival is [", survival.rows(), ", ", survival.cols(),
        "], expected [", count, " patients, ", times.size(), " times]");
  check(count > 0 && !times.empty(), "brier_scores: no patients or no times");
  const auto [first, last] = std::ranges::minmax(patients.times);
  for (std::size_t i = 0; i < times.size(); ++i) {
    check(times[i] >= first && times[i] < last, "brier_scores: time ", times[i],
          " lies outside of the follow-up, ", first, " to before ", last);
    check(i == 0 || times[i] > times[i - 1], "brier_scores: time ", times[i],
          " does not lie after ", times[i - 1]);
  }
  check((survival.array() >= 0 && survival.array() <= 1).all(),
        "brier_scores: a chance of survival lies outside 0 to 1");

  // A weight of 0 where nobody is followed for so long.
  const auto weight = [&](double time) {
    const double chance = censoring.followed_after(time);
    return chance > 0 ? 1 / chance : 0.0;
  };
  std::vector<double> scores;
  for (std::size_t k = 0; k < times.size(); ++k) {
    const double at_time = weight(times[k]);
    double sum = 0;
    for (Eigen::Index i = 0; i < count; ++i) {
      const auto patient = static_cast<std::size_t>(i);
      const double chance = survival(i, static_cast<Eigen::Index>(k));
      if (patients.times[patient] > times[k]) {
        sum += (1 - chance) * (1 - chance) * at_time;
      } else if (patients.died[patient]) {
        sum += chance * chance * weight(patients.times[patient]);
      }
    }
    scores.push_back(sum / static_cast<double>(count));
  }
  return scores;
}

double integrated_brier_score(const std::vector<double>& times,
                              const std::vector<double>& scores) {
  check(times.size() == scores.size() && times.size() >= 2,
        "integrated_brier_score: ", times.size(), " times and ", scores.size(),
        " scores; expected as many, and at least 2");
  double area = 0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    area += (times[i] - times[i - 1]) * (scores[i] + scores[i - 1]) / 2;
  }
  return area / (times.back() - times.front());
}

}  // namespace moonstain
