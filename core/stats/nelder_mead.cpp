#include "core/stats/nelder_mead.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace moonstain {

Lowest nelder_mead(
    const std::function<double(const Eigen::VectorXd&)>& function,
    const Eigen::VectorXd& start, double step, const SearchLimits& limits) {
  using Corner = std::pair<double, Eigen::VectorXd>;
  int evaluations = 0;
  const auto corner = [&](Eigen::VectorXd at) {
    ++evaluations;
    const double value = function(at);
    return Corner{value, std::move(at)};
  };
  const auto lower = [](const Corner& a, const Corner& b) {
    return a.first < b.first;
  };
  std::vector<Corner> corners{corner(start)};
  for (Eigen::Index axis = 0; axis < start.size(); ++axis) {
    Eigen::VectorXd at = start;
    at[axis] += step;
    corners.push_back(corner(std::move(at)));
  }
  for (;;) {
    std::stable_sort(corners.begin(), corners.end(), lower);
    const Corner& best = corners.front();
    const Corner& second_worst = corners[corners.size() - 2];
    Corner& worst = corners.back();
    if (worst.first - best.first <= limits.tolerance ||
        evaluations >= limits.evaluations) {
      return {best.second, best.first, evaluations};
    }
    Eigen::VectorXd centre = Eigen::VectorXd::Zero(start.size());
    for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
      centre += corners[i].second;
    }
    centre /= static_cast<double>(corners.size() - 1);
    const Eigen::VectorXd away = centre - worst.second;
    Corner mirrored = corner(centre + away);
    if (mirrored.first < best.first) {
      Corner farther = corner(centre + 2 * away);
      worst = std::move(farther.first < mirrored.first ? farther : mirrored);
      continue;
    }
    if (mirrored.first < second_worst.first) {
      worst = std::move(mirrored);
      continue;
    }
    const bool outside = mirrored.first < worst.first;
    Corner nearer = corner(centre + (outside ? 0.5 : -0.5) * away);
    if (nearer.first < std::min(mirrored.first, worst.first)) {
      worst = std::move(nearer);
      continue;
    }
    for (std::size_t i = 1; i < corners.size(); ++i) {
      corners[i] = corner(0.5 * (corners[i].second + best.second));
    }
  }
}

}  // namespace moonstain
