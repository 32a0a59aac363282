#pragma once

#include <cstdint>
#include <vector>

#include "core/base/matrix.h"
#include "core/stats/clustering/weighted_graph.h"

namespace moonstain {

struct ClusterOptions {
  /// Columns that are looked at, and those that vary as the last of them does.
  std::int64_t most_variable = 100;
  std::int64_t components = 50;
  /// Of each row, itself among them, as UMAP and scanpy count.
  std::int64_t neighbours = 15;
  double resolution = 0.4;
  std::int64_t iterations = 2;
  std::int64_t seed = 0;
};

/// Rows in clusters, and what led there.
struct Clustered {
  std::vector<Eigen::Index> columns;  ///< those that were looked at
  MatrixD components;                 ///< [rows, components]
  WeightedGraph graph;
  std::vector<std::int32_t> cluster;  ///< [rows] from 0, the largest first
  double quality = 0;                 ///< Q / (2 m), leiden.h
  double shift = 0;                   ///< what was added to every value
};

/// Spots in clusters by expression, as HiST's code has it: where a value is
/// negative |the least| is added to all; each row is scaled to the median of
/// the rows' totals (of those above 0; a row of 0 stays); ln(1 + x); the
/// columns that vary most (dispersion.h); principal components; the graph of
/// nearest neighbours (fuzzy_neighbours.h); Leiden.
///
/// Equal to scanpy's normalize_total, log1p, highly_variable_genes(flavor
/// "seurat"), pca and neighbors: columns alone, components to 1e-8 but for
/// signs, weights to 1e-4. Clusters are ours: another Leiden visits in another
/// order.
///
/// @throws Error  where a value is not finite, there are no more rows than
///                `neighbours`, or fewer than two columns vary
///
/// Source: recipes/hist_downstream/METHOD.md 1.
Clustered clustered(const MatrixView& values, const ClusterOptions& options);

}  // namespace moonstain
