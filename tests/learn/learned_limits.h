#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/stats/student_t.h"
#include "tests/learn/spot_sample.h"

namespace moonstain {

// What a method must pass to have learned: limits that follow from the sample,
// none of which was set by what a method reached.

/// `left_of` of a memory that has not learned which feature tells: of each spot
/// the mean expression of the `count` training spots whose features are nearest
/// to its own, all features alike. One of four tells, so a method that found it
/// leaves less.
inline double left_by_memory(const std::vector<SpotSample>& training,
                             const SpotSample& sample, std::size_t count) {
  Matrix told =
      Matrix::Zero(sample.targets.values.rows(), sample.targets.values.cols());
  for (Eigen::Index spot = 0; spot < told.rows(); ++spot) {
    std::vector<std::pair<float, Eigen::RowVectorXf>> near;
    for (const SpotSample& one : training) {
      for (Eigen::Index row = 0; row < one.features.values.rows(); ++row) {
        near.emplace_back(
            (one.features.values.row(row) - sample.features.values.row(spot))
                .squaredNorm(),
            one.targets.values.row(row));
      }
    }
    std::sort(near.begin(), near.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < count; ++i) told.row(spot) += near[i].second;
    told.row(spot) /= static_cast<float>(count);
  }
  return left_of(told, sample);
}

/// The correlation that a prediction without any relation to the `spots`
/// measured values passes once in a thousand times.
inline double correlation_by_chance(double spots) {
  const double t = student_t_quantile(0.999, spots - 2);
  return t / std::sqrt(spots - 2 + t * t);
}

}  // namespace moonstain
