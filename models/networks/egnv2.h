#pragma once

#include <cstdint>
#include <memory>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// What EGNv2's expression branch takes of an example.
enum class ExampleExpression {
  corrected,  ///< its expression
  /// The last `genes` columns of the 512 hidden values that the example has
  /// been turned into: the authors' code slices a vector that no longer holds
  /// the expression. There are 512 such columns.
  faithful,
};

/// What the messages of an exemplar block carry of examples and windows.
enum class BlockMessages {
  /// What their leaky ReLU leaves: the authors' code applies it in place.
  faithful,
  corrected,  ///< what they are before it, which decides on the gates alone
};

struct Egnv2Config {
  std::int64_t features = 512;  ///< of a window, and of an example
  std::int64_t genes = 0;
  std::int64_t layers = 4;
  ExampleExpression expression = ExampleExpression::corrected;
  BlockMessages messages = BlockMessages::faithful;
  bool float64 = false;  ///< for comparisons with other implementations
};

/// EGNv2, the exemplar graph network: windows (spots) learn from their
/// neighbours and from examples, windows of other sections that look alike and
/// whose expression is known.
///
///     forward({windows, examples, near, close, refer}) -> {expression, pooled}
///
/// windows [windows, features]; examples [examples, features + genes], features
/// and then expression; edges as `Edges` (core/learn/network): near between
/// windows, close between examples, refer from examples to the windows that
/// refer to them. To [windows, genes] and, before the last map,
/// [windows, 512]. In evaluation and in training it does the same.
///
/// A layer passes messages along all three kinds of edges; a node's two results
/// are averaged. At the end each window takes the softmax-weighted mean of its
/// examples. The authors' softmax is of 0.1 (example - window), where the
/// window cancels and is left out here. Messages carry the expression as it is.
///
/// Names and order of the state are the authors'; with 512 features 11,277,051
/// parameters of 250 genes, 12,099,346 of 785.
///
/// Source: Yang et al. 2024, doi:10.1016/j.patcog.2023.109966, and its
/// authors' code (Yan98/EGN, v2).
/// @throws Error without features or genes, and on more than 512 genes where
///               the expression is `faithful`
std::unique_ptr<Network> egnv2_network(const Egnv2Config& config,
                                       const Initial& initial);

}  // namespace moonstain
