#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "core/learn/network/array_positions.h"
#include "core/learn/network/graph_layers.h"
#include "core/learn/network/initial.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/lstm.h"
#include "core/learn/network/network.h"
#include "core/learn/network/transformer_block.h"
#include "core/learn/train/objective.h"
#include "models/networks/zinb.h"

namespace moonstain {

struct Hist2stConfig {
  std::int64_t patch_px = 112;  ///< side of a patch, a multiple of `square_px`
  std::int64_t genes = 0;
  std::int64_t mixers = 2;
  std::int64_t blocks = 8;
  std::int64_t graph_layers = 4;
  std::int64_t heads = 16;
  double dropout = 0.2;
  std::int64_t square_px = 7;        ///< of a patch, that makes one cell
  std::int64_t channels = 32;        ///< of a cell
  std::int64_t kept = 4;             ///< of them in a spot's vector
  std::int64_t window = 5;           ///< side of the mixers', an odd number
  std::int64_t cells = kArrayCells;  ///< of the array along each side
  bool float64 = false;  ///< for comparisons with other implementations
};

/// Hist2ST: patches are mixed by convolutions, spots by a transformer, then by
/// layers over the graph of neighbours whose outputs a memory reads one after
/// the other; a head says the expression of each spot. In training three
/// further heads say a law of its counts, and the network says what it makes of
/// the same patches transformed.
///
///     forward({patches, positions, edges, transforms}) ->
///         {expression, mean, dispersion, extra zeros, weight, distilled}
///
/// patches [spots, 3, x, y], bytes 0 .. 255 as numbers; positions
/// [spots, (x, y)], int64, below `cells`; edges as `Edges`, to each spot from
/// its neighbours; transforms [passes, 3], float64, one pass each: 1 where it
/// is grey, the degrees that it is turned by, 1 where y is mirrored and 2 where
/// x is, done in this order to all patches alike. To [spots, genes], the law of
/// counts (zinb.h), [spots, 1], and the expression of the passes, weighted by
/// the softmax over them of their weights; without transforms, and in
/// evaluation, this output is missing. Every pass moves the normalisations'
/// running values.
///
/// A spot without neighbours hears a vector of 0, where the published code
/// divides 0 by 0.
///
/// State: patch_embedding, x_embed, y_embed, vit.transformer.{layer1, layer2,
/// layer3, jknet, down}, mean, disp, pi, coef, gene_head; 75,789,833 values of
/// 785 genes.
///
/// Source: Zeng et al. 2022, doi:10.1093/bib/bbac297, and its code.
class Hist2ST : public Network {
 public:
  Hist2ST(const Hist2stConfig& config, const Names& names);

  Tensors forward(const Tensors& inputs, Mode mode) override;

 private:
  // x + dw(x), then a convolution of side 1.
  struct Mixer {
    Mixer(const Names& names, const Hist2stConfig& config);
    at::Tensor operator()(const at::Tensor& maps, Mode mode,
                          const Seen& seen) const;

    Convolution first;
    BatchNorm first_norm;
    Convolution second;
    BatchNorm second_norm;
    Convolution across;
    BatchNorm across_norm;
  };
  static std::vector<Mixer> mixers_of(const Hist2stConfig& config,
                                      const Names& names);
  static std::vector<TransformerBlock> blocks_of(const Hist2stConfig& config,
                                                 const Names& names);
  static std::vector<at::Tensor> graph_of(const Hist2stConfig& config,
                                          const Names& names);

  /// The steps to a spot's vector: [spots, width] from the patches, from all
  /// spots, and what each graph layer gives, [layers, spots, width].
  at::Tensor mixed(const at::Tensor& patches, Mode mode);
  at::Tensor related(const at::Tensor& values, const at::Tensor& positions,
                     Mode mode);
  at::Tensor neighbourhoods(const at::Tensor& values, const Edges& edges) const;
  at::Tensor spot_vectors(const at::Tensor& patches, const Tensors& inputs,
                          Mode mode);
  at::Tensor expression(const at::Tensor& vectors) const;
  at::Tensor weight(const at::Tensor& vectors) const;
  at::Tensor distilled(const Tensors& inputs, Mode mode);

  Convolution patch_embedding_;
  ArrayPositions positions_;
  Dropout dropout_;
  std::vector<Mixer> mixers_;
  std::vector<TransformerBlock> blocks_;
  std::vector<at::Tensor> graph_;  // [width, width] each
  Lstm memory_;
  Convolution down_;
  CountHeads counts_;
  Linear weight_hidden_;
  Linear weight_;
  LayerNorm head_norm_;
  Linear head_;
};

/// One layer over the graph: the mean over a spot's neighbours, itself not
/// among them, through a linear map without bias, ReLU, then divided by the
/// length of the vector.
at::Tensor graph_layer(const at::Tensor& values, const Edges& edges,
                       const at::Tensor& weight);

/// Places in what `forward` gives.
inline constexpr std::size_t kHist2stLaw = 1;
inline constexpr std::size_t kHist2stDistilled = 5;

/// @throws Error unless there are genes and layers, patches are a multiple of
///               `square_px`, and windows odd
std::unique_ptr<Hist2ST> hist2st_network(const Hist2stConfig& config,
                                         const Initial& initial);

/// Mean squared error between the expression and what its passes distil, the
/// gradient on both; 0 where nothing is distilled.
ObjectiveTerm distillation_term(double weight);

}  // namespace moonstain
