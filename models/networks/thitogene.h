#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "core/learn/network/array_positions.h"
#include "core/learn/network/graph_layers.h"
#include "core/learn/network/initial.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/network.h"
#include "core/learn/network/transformer_block.h"
#include "models/networks/capsules.h"
#include "models/networks/dynamic_convolution.h"

namespace moonstain {

/// Over what the attention of a spot to its neighbours sums to 1.
enum class AttentionAxis {
  /// Over the spots that have one and the same neighbour, as the published code
  /// does, whose adjacency has an axis more than it counts: what a spot gets in
  /// all depends on its neighbours' other spots. A spot that is nobody's
  /// neighbour is shared by all alike.
  faithful,
  corrected,  ///< over a spot's neighbours
};

/// A layer of graph attention over all spots, of a mask of edges: with P = X W,
/// edge j -> i has the logit LeakyReLU(a_1 . P_i + a_2 . P_j), slope 0.01, and
/// spot i gets the sum of attention_ij P_j, then ELU. A softmax without an edge
/// is uniform over all spots.
///
/// State: W [in, out] and a [2 out, 1].
class SpotAttention {
 public:
  SpotAttention(const Names& names, std::int64_t in, std::int64_t out,
                AttentionAxis axis, double dropout);

  /// [spots, in] to [spots, out]
  at::Tensor operator()(const at::Tensor& values, const Edges& edges,
                        Mode mode);

 private:
  at::Tensor without_edges(const at::Tensor& projected, const Edges& edges,
                           Mode mode);

  AttentionAxis axis_;
  at::Tensor weight_;
  at::Tensor attention_;
  Dropout dropout_;
};

struct ThitogeneConfig {
  std::int64_t genes = 0;
  std::int64_t capsules = 20;
  std::int64_t capsule_length = 64;
  std::int64_t blocks = 4;
  std::int64_t heads = 16;     ///< of the transformer
  std::int64_t hidden = 2048;  ///< of its perceptron
  std::int64_t graph_heads = 8;
  double dropout = 0.2;
  std::int64_t cells = kArrayCells;  ///< of the array along each side
  AttentionAxis attention = AttentionAxis::faithful;
  bool float64 = false;  ///< for comparisons with other implementations
};

/// THItoGene: capsules see each patch, a transformer relates the spots of a
/// section by what was seen and by where they stand, and graph attention brings
/// in the neighbours.
///
///     forward({patches, positions, edges}) -> {expression}
///
/// patches [spots, 3, x, y], bytes 0 .. 255 as numbers, 112 px; positions
/// [spots, (x, y)], int64, below `cells`; edges as `Edges`, to each spot from
/// its neighbours, itself not among them; to [spots, genes].
///
/// State: odconv2d, caps_layer, x_embed, y_embed, vit.transformer.layers,
/// gat.attention_N, gat.out_att, gene_head; 63,586,712 values of 785 genes.
///
/// Source: Jia et al. 2024, doi:10.1093/bib/bbad464, and its code.
class THItoGene : public Network {
 public:
  THItoGene(const ThitogeneConfig& config, const Names& names);

  Tensors forward(const Tensors& inputs, Mode mode) override;

 private:
  at::Tensor placed(const at::Tensor& capsules,
                    const at::Tensor& positions) const;  // [spots, width]
  at::Tensor related(const at::Tensor& values, Mode mode);
  at::Tensor attended(const at::Tensor& values, const Edges& edges, Mode mode);
  std::vector<TransformerBlock> blocks_of(const ThitogeneConfig& config,
                                          const Names& names) const;
  std::vector<SpotAttention> heads_of(const ThitogeneConfig& config,
                                      const Names& names) const;

  std::int64_t width_;  // of a spot's vector
  DynamicConvolution convolution_;
  Capsules capsules_;
  ArrayPositions positions_;
  Dropout dropout_;
  std::vector<TransformerBlock> blocks_;
  Dropout graph_dropout_;
  std::vector<SpotAttention> heads_;
  Dropout joined_dropout_;
  SpotAttention last_head_;
  Linear hidden_;
  LayerNorm norm_;
  Linear output_;
};

/// @throws Error unless there are genes, capsules, blocks and heads
std::unique_ptr<THItoGene> thitogene_network(const ThitogeneConfig& config,
                                             const Initial& initial);

}  // namespace moonstain
