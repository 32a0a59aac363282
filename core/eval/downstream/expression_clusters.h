#pragma once

#include "core/data/stored/cell_types.h"
#include "core/data/stored/predictions.h"
#include "core/stats/clustering/cluster_chain.h"

namespace moonstain {

class StepKind;

/// The spots of a section in clusters by expression (cluster_chain.h), C0 the
/// largest; of what was measured by way of `measured_predictions`.
///
/// @param like    clusters of the same spots whose names are taken over, or
///                nullptr: pairs of clusters that share most spots first, of as
///                many those whose names come first. What is left has names
///                behind them.
/// @throws Error  as `clustered`, and where `like` lacks a spot
CellTypes expression_clusters(const Predictions& predictions,
                              const ClusterOptions& options,
                              const CellTypes* like = nullptr);

/// `expression_clusters`: these clusters.
StepKind expression_clusters_step();

}  // namespace moonstain
