#include "core/stats/clusters.h"

#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/stats/student_t.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double total(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

// Degrees of freedom of sum over p of a_p (s_p - m n_p)^2, a_p = 1 / (1 -
// w_p), w_p = n_p / N, for independent s_p of variance n_p. It is s' A s with
// A = M' diag(a) M, M = I - n 1' / N; with L = diag(sqrt(n)) the eigenvalues
// are those of the K x K matrix B = L A L, and trace(B)^2 / sum of B_pq^2 is
// asked for. Written out, with c = sum of a_r w_r^2:
//
//   A_pq = a_p [p = q] - a_p w_p - a_q w_q + c
double satterthwaite_degrees(const std::vector<double>& sizes) {
  const double all = total(sizes);
  const std::size_t count = sizes.size();
  std::vector<double> a(count);
  std::vector<double> pull(count);  // a_p w_p
  double c = 0;
  for (std::size_t p = 0; p < count; ++p) {
    const double w = sizes[p] / all;
    a[p] = 1.0 / (1.0 - w);
    pull[p] = a[p] * w;
    c += pull[p] * w;
  }
  double trace = 0;
  double squares = 0;
  for (std::size_t p = 0; p < count; ++p) {
    trace += sizes[p] * (a[p] - 2.0 * pull[p] + c);
    for (std::size_t q = 0; q < count; ++q) {
      const double entry = (p == q ? a[p] : 0.0) - pull[p] - pull[q] + c;
      squares += entry * entry * sizes[p] * sizes[q];
    }
  }
  return trace * trace / squares;
}

}  // namespace

double Clusters::mean() const { return total(sums) / total(sizes); }

Clusters clusters_of(const std::vector<double>& values,
                     const std::vector<std::string>& cluster) {
  check(values.size() == cluster.size(), "clusters_of: ", values.size(),
        " values, ", cluster.size(), " names of clusters; each unit has both");
  std::map<std::string, std::pair<double, double>> sums;
  for (std::size_t i = 0; i < values.size(); ++i) {
    check(!std::isnan(values[i]), "clusters_of: value ", i, ", of cluster '",
          cluster[i], "', is NaN; count undefined units and leave them out");
    auto& [sum, size] = sums[cluster[i]];
    sum += values[i];
    size += 1;
  }
  Clusters clusters;
  for (const auto& [name, one] : sums) {
    clusters.names.push_back(name);
    clusters.sums.push_back(one.first);
    clusters.sizes.push_back(one.second);
  }
  return clusters;
}

double effective_clusters(const Clusters& clusters) {
  double squares = 0;
  for (const double size : clusters.sizes) {
    squares += size * size;
  }
  const double all = total(clusters.sizes);
  return squares > 0 ? all * all / squares : 0.0;
}

double cluster_robust_error(const Clusters& clusters) {
  if (clusters.count() < 2) {
    return kNone;
  }
  const double mean = clusters.mean();
  double squares = 0;
  for (std::size_t p = 0; p < clusters.count(); ++p) {
    const double deviation = clusters.sums[p] - mean * clusters.sizes[p];
    squares += deviation * deviation;
  }
  const auto k = static_cast<double>(clusters.count());
  return std::sqrt(k / (k - 1.0) * squares) / total(clusters.sizes);
}

ClusterT cluster_t(const Clusters& clusters, double level) {
  if (clusters.count() < 2) {
    return {kNone, kNone, kNone};
  }
  const double mean = clusters.mean();
  const double all = total(clusters.sizes);
  double squares = 0;
  for (std::size_t p = 0; p < clusters.count(); ++p) {
    const double deviation = clusters.sums[p] - mean * clusters.sizes[p];
    squares += deviation * deviation / (1.0 - clusters.sizes[p] / all);
  }
  ClusterT t;
  t.error = std::sqrt(squares) / all;
  t.degrees = satterthwaite_degrees(clusters.sizes);
  t.half_width = student_t_quantile(0.5 + level / 2, t.degrees) * t.error;
  return t;
}

}  // namespace moonstain
