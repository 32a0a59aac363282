#pragma once

#include <ATen/core/Tensor.h>

#include "core/learn/network/graph_layers.h"

namespace moonstain {

struct EgnMessages {
  at::Tensor to_examples;  ///< [examples, width]
  at::Tensor to_windows;   ///< [windows, width]
};

/// Messages along edges that lead from examples to the windows that refer to
/// them, and back. A window hears of an example the mean of three blocks, what
/// the example is, its expression and the window itself, each value times a
/// gate; the example hears the same with the window's block first. A node's
/// messages are averaged; one without edges hears 0.
///
/// The first half of an edge's gates is for the message to the window. Value k
/// of the three blocks, laid side by side, has gate k / times, of which there
/// are a `times`th as many.
///
/// Edge by edge, without the [edges, 3 width] values that a gathering makes,
/// in the order of the edges.
///
/// @param gates       [edges, 2 gates]
/// @param examples    [examples, width]; so is expression
/// @param windows     [windows, width]
/// @throws Error  unless 3 width is a multiple of the gates, or on an edge that
///                leads nowhere
///
/// Source: Yang et al. 2024, doi:10.1016/j.patcog.2023.109966, the authors'
/// exemplar block.
EgnMessages egn_messages(const at::Tensor& gates, const at::Tensor& examples,
                         const at::Tensor& expression,
                         const at::Tensor& windows, const Edges& edges);

/// Per window and channel the mean over its examples weighted by the softmax
/// over them of temperature * value: [windows, width]; 0 for a window without
/// edges.
at::Tensor softmax_mean(const at::Tensor& examples, const Edges& edges,
                        std::int64_t windows, double temperature);

}  // namespace moonstain
