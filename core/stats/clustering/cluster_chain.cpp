#include "core/stats/clustering/cluster_chain.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/stats/clustering/dispersion.h"
#include "core/stats/clustering/fuzzy_neighbours.h"
#include "core/stats/clustering/leiden.h"
#include "core/stats/clustering/nearest_rows.h"
#include "core/stats/clustering/principal_components.h"
#include "core/stats/quantiles.h"

namespace moonstain {
namespace {

// Rows scaled to the median total, then ln(1 + x).
void normalise(MatrixD& values) {
  const Eigen::VectorXd totals = values.rowwise().sum();
  std::vector<double> above;
  for (const double total : totals) {
    if (total > 0) above.push_back(total);
  }
  if (above.empty()) return;
  const double median = quantile(std::move(above), 0.5);
  for (Eigen::Index row = 0; row < values.rows(); ++row) {
    if (totals[row] > 0) values.row(row) *= median / totals[row];
  }
  values = values.array().log1p();
}

}  // namespace

Clustered clustered(const MatrixView& values, const ClusterOptions& options) {
  check(values.rows() > options.neighbours && options.neighbours >= 2,
        "clusters: ", values.rows(),
        " row(s) and neighbours = ", options.neighbours,
        "; at least 2 are needed, a row itself among them, and more rows");
  check(values.allFinite(),
        "clusters: a value is not finite; expected finite numbers");
  Clustered out;
  MatrixD logged = values.cast<double>();
  out.shift = std::max(0.0, -logged.minCoeff());
  logged.array() += out.shift;
  normalise(logged);
  out.columns =
      highest_and_equal(normalised_dispersions(logged), options.most_variable);
  check(out.columns.size() >= 2, "clusters: ", out.columns.size(), " of ",
        values.cols(), " column(s) varies; at least 2 are needed");
  const MatrixD looked_at = logged(Eigen::all, out.columns);
  out.components = principal_components(looked_at, options.components);
  out.graph =
      fuzzy_neighbours(nearest_rows(out.components, options.neighbours - 1));
  out.cluster = leiden(out.graph, {.resolution = options.resolution,
                                   .iterations = options.iterations,
                                   .seed = options.seed});
  out.quality = partition_quality(out.graph, out.cluster, options.resolution);
  return out;
}

}  // namespace moonstain
