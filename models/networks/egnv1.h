#pragma once

#include <cstdint>
#include <memory>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"

namespace moonstain {

struct Egnv1Config {
  std::int64_t features = 2048;  ///< of a picture and of an exemplar
  std::int64_t genes = 0;
  std::int64_t exemplar_genes = 0;  ///< 0: as many
  std::int64_t image_px = 256;      ///< side of a picture
  std::int64_t patch_px = 32;       ///< side of the square that makes a token
  std::int64_t width = 1024;        ///< of a token
  std::int64_t depth = 8;
  std::int64_t heads = 16;
  std::int64_t head_size = 64;
  std::int64_t mlp_width = 4096;
  std::int64_t projector_layers = 2;
  std::int64_t exemplar_heads = 8;  ///< of the exemplar blocks
  std::int64_t exemplar_head_size = 64;
  std::int64_t exemplar_every = 2;  ///< a block after each so many attentions
  bool float64 = false;  ///< for comparisons with other implementations
};

/// EGNv1, the exemplar guided network: a vision transformer of a spot's picture
/// whose tokens are gated by what exemplars say, spots of other sections that
/// look alike and whose expression is known.
///
///     forward({pictures, features, exemplars, expression})
///         -> {expression, features}
///
/// pictures [spots, 3, image_px, image_px]; features [spots, features] of the
/// picture as a whole, by which exemplars were found; exemplars
/// [spots, exemplars, features] and their expression
/// [spots, exemplars, exemplar_genes]. To [spots, genes] and, before the last
/// map, [spots, 2 width]. In evaluation and in training it does the same.
///
/// Positions are added to the tokens at the beginning, and again to what each
/// attention looks at. In a block of exemplars the updated query only drives
/// the gates: the next one is the old query plus the mean of the gated tokens.
/// The state has the authors' position 65, which no token takes, and their
/// `to_out` of the blocks, which nothing reads.
///
/// Names and order of the state are the authors'; 133,356,794 parameters of
/// 250 genes.
///
/// Source: Yang et al. 2023, arXiv:2210.16721, and its authors' code
/// (Yan98/EGN, v1).
/// @throws Error without features or genes, and unless squares fill the picture
std::unique_ptr<Network> egnv1_network(const Egnv1Config& config,
                                       const Initial& initial);

}  // namespace moonstain
