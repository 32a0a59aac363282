#include "core/stats/clustering/fuzzy_neighbours.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <span>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr int kSteps = 64;
constexpr double kClose = 1e-5;
constexpr double kLeastShare = 1e-3;  // of a mean distance, for sigma

double mean_of(std::span<const double> distances, double selves) {
  double sum = 0;
  for (const double one : distances) sum += one;
  return sum / (static_cast<double>(distances.size()) + selves);
}

double strength_of(double distance, double rho, double sigma) {
  return distance <= rho ? 1 : std::exp(-(distance - rho) / sigma);
}

// Sigma of one row, by halving an interval that grows until it holds it.
double sigma_of(std::span<const double> distances, double rho) {
  const double wanted = std::log2(static_cast<double>(distances.size()) + 1);
  double low = 0, high = std::numeric_limits<double>::infinity(), sigma = 1;
  for (int step = 0; step < kSteps; ++step) {
    double sum = 0;
    for (const double one : distances) sum += strength_of(one, rho, sigma);
    if (std::abs(sum - wanted) < kClose) break;
    (sum > wanted ? high : low) = sigma;
    sigma = std::isinf(high) ? 2 * sigma : (low + high) / 2;
  }
  return sigma;
}

}  // namespace

WeightedGraph fuzzy_neighbours(const NearestRows& nearest) {
  const auto k = static_cast<std::size_t>(nearest.count);
  check(k > 0 && nearest.index.size() == nearest.distance.size() &&
            nearest.index.size() % k == 0,
        "fuzzy_neighbours: ", nearest.index.size(), " neighbours and ",
        nearest.distance.size(), " distances, ", k, " of each row");
  const std::size_t rows = nearest.index.size() / k;
  const double mean_of_all =
      mean_of(nearest.distance, static_cast<double>(rows));
  std::map<std::pair<std::int32_t, std::int32_t>, double> weights;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::span<const double> distances(&nearest.distance[row * k], k);
    const auto above = std::find_if(distances.begin(), distances.end(),
                                    [](double one) { return one > 0; });
    const double rho = above == distances.end() ? 0 : *above;
    const double least =
        kLeastShare * (rho > 0 ? mean_of(distances, 1) : mean_of_all);
    const double sigma = std::max(sigma_of(distances, rho), least);
    for (std::size_t i = 0; i < k; ++i) {
      const double weight = strength_of(distances[i], rho, sigma);
      if (!(weight > 0)) continue;
      const auto own = static_cast<std::int32_t>(row);
      const auto pair = std::minmax(own, nearest.index[row * k + i]);
      double& joined = weights[{pair.first, pair.second}];
      joined = joined + weight - joined * weight;
    }
  }
  std::vector<WeightedEdge> edges;
  for (const auto& [pair, weight] : weights) {
    edges.push_back({pair.first, pair.second, weight});
  }
  return weighted_graph(rows, edges);
}

}  // namespace moonstain
