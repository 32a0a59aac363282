#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// Defaults are the published ones.
struct SequoiaConfig {
  std::int64_t features = 0;
  std::int64_t genes = 0;
  std::int64_t tokens = 100;  ///< places that have a learned vector
  std::int64_t blocks = 6;
  std::int64_t heads = 16;
  std::int64_t head_width = 64;
  bool float64 = false;  ///< for comparisons with other implementations
};

/// SEQUOIA's network: tokens and a learned vector of each place; blocks, each
/// of which adds what its heads mix of a token and of the mean over all tokens,
/// and then what two linear layers make of it; the mean over tokens, and a
/// linear layer. No attention: its cost is linear in the tokens.
///
///     forward({tokens}) -> {expression}
///
/// [samples, tokens, features] to [samples, genes]. A head is l = GELU(LN(f
/// x)), s = GELU(LN(mean of (s x) over tokens)), GELU(c [l, s]).
///
/// State under the authors' names; with 1,024 features and 785 genes 33,226,513
/// values.
///
/// Source: Pizurica et al. 2024, doi:10.1038/s41467-024-54182-5.
/// @throws Error unless there are features and genes
std::unique_ptr<Network> sequoia_network(const SequoiaConfig& config,
                                         const Initial& initial);

}  // namespace moonstain
