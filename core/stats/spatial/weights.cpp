#include "core/stats/spatial/weights.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"

namespace moonstain {
namespace {

SpatialWeights transposed(const SpatialWeights& weights) {
  const auto points = static_cast<std::size_t>(weights.points());
  SpatialWeights out;
  out.row_starts.assign(points + 1, 0);
  for (const std::int32_t column : weights.columns) {
    ++out.row_starts[static_cast<std::size_t>(column) + 1];
  }
  std::partial_sum(out.row_starts.begin(), out.row_starts.end(),
                   out.row_starts.begin());
  out.columns.resize(weights.columns.size());
  out.values.resize(weights.values.size());
  std::vector<std::int64_t> next = out.row_starts;
  for (std::size_t row = 0; row < points; ++row) {
    for (auto i = weights.row_starts[row]; i < weights.row_starts[row + 1];
         ++i) {
      const auto column = static_cast<std::size_t>(weights.columns[i]);
      const std::int64_t to = next[column]++;
      out.columns[to] = static_cast<std::int32_t>(row);
      out.values[to] = weights.values[i];
    }
  }
  return out;
}

}  // namespace

SpatialWeights nearest_weights(const Points& points, std::int64_t count) {
  check(count >= 1 && points.rows() > count, "nearest_weights: ", count,
        " nearest of ", points.rows(),
        " points are asked for; expected at least 1 and fewer than the points");
  const NearestPoints nearest(points);
  SpatialWeights out;
  out.row_starts.reserve(static_cast<std::size_t>(points.rows()) + 1);
  out.columns.reserve(static_cast<std::size_t>(points.rows() * count));
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    const std::size_t begin = out.columns.size();
    for (const auto& found :
         nearest.near(points(i, 0), points(i, 1), count, i)) {
      out.columns.push_back(static_cast<std::int32_t>(found.index));
    }
    std::sort(out.columns.begin() + static_cast<std::ptrdiff_t>(begin),
              out.columns.end());
    out.row_starts.push_back(static_cast<std::int64_t>(out.columns.size()));
  }
  out.values.assign(out.columns.size(), 1.0);
  return out;
}

SpatialWeights row_standardised(SpatialWeights weights) {
  for (std::int64_t row = 0; row < weights.points(); ++row) {
    const auto begin = weights.values.begin() + weights.row_starts[row];
    const auto end = weights.values.begin() + weights.row_starts[row + 1];
    const double sum = std::accumulate(begin, end, 0.0);
    std::for_each(begin, end, [&](double& value) { value /= sum; });
  }
  return weights;
}

WeightSums sums_of(const SpatialWeights& weights) {
  const SpatialWeights back = transposed(weights);
  WeightSums out;
  for (std::int64_t row = 0; row < weights.points(); ++row) {
    double both = 0;
    const auto add = [&](double to, double from) {
      out.s0 += to;
      out.s1 += (to + from) * (to + from);
      both += to + from;
    };
    // Each row of the two is merged by its rising columns.
    std::int64_t i = weights.row_starts[row], j = back.row_starts[row];
    const std::int64_t i_end = weights.row_starts[row + 1];
    const std::int64_t j_end = back.row_starts[row + 1];
    while (i < i_end || j < j_end) {
      const bool to =
          j == j_end || (i < i_end && weights.columns[i] <= back.columns[j]);
      const bool from =
          i == i_end || (j < j_end && back.columns[j] <= weights.columns[i]);
      add(to ? weights.values[i] : 0, from ? back.values[j] : 0);
      i += to;
      j += from;
    }
    out.s2 += both * both;
  }
  out.s1 /= 2;
  return out;
}

}  // namespace moonstain
