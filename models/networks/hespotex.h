#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

/// What the graph layers of HESpotEx take for a spot's neighbourhood.
enum class NeighbourTerm {
  /// (sum of the four neighbours - the spot itself) / 3: an identity is
  /// subtracted from a matrix that has no diagonal
  /// (recipes/hespotex_loocv/METHOD.md 2.6, 9.8).
  published,
  mean,  ///< of the four neighbours
};

/// How the four graph layers follow each other.
enum class LayerOrder {
  parallel,  ///< all take the spots' latents, as the code does
             ///< (recipes/hespotex_loocv/METHOD.md 3.4, 9.7)
  chained,   ///< each takes what the one before gave, as the figure shows
};

/// What a spot's expression is made from.
enum class OutputPart {
  published,  ///< gene head and graph decoder
  /// The gene head alone, without graph decoder and memory, also in training:
  /// what the graph adds is seen beside it
  /// (recipes/hespotex_loocv/METHOD.md 5.2).
  gene_head,
};

struct HespotexConfig {
  std::int64_t features = 512;
  std::int64_t genes = 0;
  std::int64_t latent = 64;
  std::int64_t width = 1024;  ///< of the heads
  NeighbourTerm neighbour_term = NeighbourTerm::published;
  LayerOrder layer_order = LayerOrder::parallel;
  OutputPart output = OutputPart::published;
  /// Spots that the LSTM computes at once (core/learn/network/lstm.h).
  std::int64_t lstm_spots = 0;
  bool float64 = false;  ///< for comparisons with other implementations
};

/// Neighbours of a spot in the graph of HESpotEx's second stage.
inline constexpr std::int64_t kHespotexNeighbours = 4;

/// HESpotEx's second stage behind its image encoder.
///
///     forward({features, edges, factor}) -> {expression, latents}
///
/// features [spots, features], rows of length 1 in the published method; edges
/// as `Edges` (core/learn/network), four into each spot and none from itself;
/// factor [spots, 1] multiplies the expression, and may be left out. To
/// [spots, genes] and [spots, latent]. In evaluation and in training it does
/// the same.
///
/// State: image_decoder, jknet.0, latent_head, gene_head, in the authors' names
/// and order, with G genes, 512 features and published output 12 G^2 + 1297 G +
/// 694,336 values. The modules image_projection and image_projection2 of the
/// authors' state (G^2 + 68 G + 37,120 values) are not built: nothing reads
/// them, they have no gradient and do not decay, so no number depends on them.
///
/// Source: recipes/hespotex_loocv/METHOD.md 3.3 to 3.6.
/// @throws Error unless there are genes and features
std::unique_ptr<Network> hespotex_network(const HespotexConfig& config,
                                          const Initial& initial);

/// Copies a state that the authors' program wrote into such a network: what it
/// holds beside it, the frozen encoder and the unused projections, is left out.
/// @throws Error listing every missing, misshapen or otherwise unexpected
///               tensor
void load_published_hespotex(Network& network, Weights weights,
                             std::string_view where);

}  // namespace moonstain
