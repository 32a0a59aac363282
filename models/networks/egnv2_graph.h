#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/learn/network/graph_layers.h"
#include "core/stats/nearest_rows.h"

namespace moonstain {

/// What EGNv2's network sees of a section beside its spots.
struct Egnv2Graph {
  /// [examples, features + genes]: the spots that are an exemplar of any,
  /// each once, in the lexicographic order of their values.
  at::Tensor examples;
  Edges close;  ///< to each example from the nearest others, nearest first
  Edges refer;  ///< from its exemplars to each spot, nearest first
};

/// @param exemplars  of each spot, rows of `pool`
/// @param pool       float32 [training spots, features + genes]: features, then
///                   expression; nearness of examples is by both together
/// @param close      that an example hears of, fewer where there are not as
/// many
///
/// Source: Yang et al. 2024, doi:10.1016/j.patcog.2023.109966, and its authors'
/// code.
Egnv2Graph egnv2_graph(const RowNumbers& exemplars, const at::Tensor& pool,
                       std::int64_t close = 3);

}  // namespace moonstain
