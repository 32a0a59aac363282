#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "core/learn/network/array_positions.h"
#include "core/learn/network/initial.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/network.h"
#include "core/learn/network/transformer_block.h"

namespace moonstain {

struct HistogeneConfig {
  std::int64_t patch_values = 3 * 112 * 112;
  std::int64_t genes = 0;
  std::int64_t width = 1024;
  std::int64_t depth = 8;  ///< blocks; the paper's, its code's default is 4
  double dropout = 0.1;
  std::int64_t cells = kArrayCells;  ///< of the array along each side
  bool float64 = false;  ///< for comparisons with other implementations
};

/// HisToGene: a section is one sequence, a spot one token, made of the bytes of
/// its patch and of where it stands in the array; after a transformer each
/// token says the expression of its spot.
///
///     forward({patches, positions}) -> {expression}
///
/// patches [spots, patch_values], bytes 0 .. 255 as numbers, of each spot in
/// the order (x, y, channel); positions [spots, (x, y)], int64, below `cells`;
/// to [spots, genes]. Blocks have 16 heads of 64 and a perceptron twice as wide
/// as a token.
///
/// State: patch_embedding, x_embed, y_embed, vit.transformer.layers.N.0 and .1,
/// gene_head.0 and .1; 106,648,337 values of 785 genes in 8 blocks.
///
/// Source: Pang et al. 2021, doi:10.1101/2021.11.28.470212, and its code.
class HisToGene : public Network {
 public:
  HisToGene(const HistogeneConfig& config, const Names& names);

  Tensors forward(const Tensors& inputs, Mode mode) override;

 private:
  Linear patch_embedding_;
  ArrayPositions positions_;
  Dropout dropout_;
  std::vector<TransformerBlock> blocks_;
  LayerNorm head_norm_;
  Linear head_;
};

/// @throws Error unless there are genes, values and blocks
std::unique_ptr<HisToGene> histogene_network(const HistogeneConfig& config,
                                             const Initial& initial);

}  // namespace moonstain
