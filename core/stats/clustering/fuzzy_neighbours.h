#pragma once

#include "core/stats/clustering/nearest_rows.h"
#include "core/stats/clustering/weighted_graph.h"

namespace moonstain {

/// How much rows are neighbours of each other, 0 to 1, as UMAP has it and
/// scanpy takes it for its graph of neighbours ("connectivities").
///
/// A row's nearest other lies at rho, the first distance above 0. Its k nearest
/// get exp(-(d - rho) / sigma), 1 up to rho, where sigma is such that these sum
/// to log2(k + 1), by at most 64 halvings or doublings until they do to 1e-5;
/// sigma is at least a thousandth of the mean distance (of the row, or where
/// all of its are 0 of all rows; the row itself, at 0, counts in both means).
/// What a says of b and b of a becomes a + b - a b.
///
/// k + 1 because UMAP counts a row as its own neighbour: scanpy's 15 neighbours
/// are `nearest_rows(values, 14)`. UMAP computes in float32, so weights differ
/// by some 1e-5.
///
/// Source: McInnes, Healy and Melville 2018, arXiv:1802.03426, algorithms 2
/// and 3.
WeightedGraph fuzzy_neighbours(const NearestRows& nearest);

}  // namespace moonstain
