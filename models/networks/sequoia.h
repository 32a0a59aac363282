#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/engine/step/kind_words.h"
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
  std::int64_t head_width = 64;  ///< of what a head says
  /// Of what a head makes of a token, and of the mean; 0: as wide.
  std::int64_t local_width = 0;
  std::int64_t summary_width = 0;
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

/// Places along a side of the authors' window, and in all of it.
inline constexpr std::int64_t kSequoiaWindow = 10;
inline constexpr std::int64_t kSequoiaWindowPlaces =
    kSequoiaWindow * kSequoiaWindow;

/// How the tiles of a window are given to the network.
enum class WindowSamples {
  /// As in the authors' script, which passes them without an axis of samples:
  /// each tile is a sample of its own, seen at every place, and what the first
  /// tile says stands for the window.
  faithful,
  corrected,  ///< one sample: its tiles in their order, then zeros
};
template <>
struct KindWords<WindowSamples> {
  static constexpr std::string_view kAll[] = {"faithful", "corrected"};
};

/// What a network that was trained on whole slides says of their parts: of each
/// tile the mean over the windows of 10 x 10 tiles in which it lies.
///
/// Windows begin at each place from 0 to before the largest place of a tile
/// along either axis; those with 50 tiles or fewer are left out.
///
/// @param network  of 100 tokens
/// @param tiles    [tiles, features], of the network's type
/// @param places   [tiles, 2], int64: of each on the grid, not below 0
/// @return         [tiles, genes]; NaN for a tile that lies in no such window
/// @throws Error   where no tile lies in one
at::Tensor sliding_window(Network& network, const at::Tensor& tiles,
                          const at::Tensor& places, WindowSamples samples);

}  // namespace moonstain
