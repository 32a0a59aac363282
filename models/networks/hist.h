#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "core/engine/step/kind_words.h"
#include "core/learn/examples/grid_section.h"
#include "core/learn/model_kind.h"
#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// How the last layer of HiST starts.
enum class OutputInit {
  published,  ///< like the others: uniform in +-1/sqrt(fan_in)
  /// Its weight is 0 after the draw, its bias stays drawn. With the published
  /// start the network dies on sparse grids (recipes/hist_loocv/METHOD.md 6.3).
  zero,
};

template <>
struct KindWords<OutputInit> {
  static constexpr std::string_view kAll[] = {"published", "zero"};
};

/// What the decoder gets of each level of the encoder, beside what comes up
/// from below (recipes/hist_loocv/METHOD.md 12.1).
enum class Skips {
  gated,  ///< the level's map through its attention gate, as published
  plain,  ///< the map as it is: there are no gates
  none,   ///< nothing: each level's block reads what comes up alone
};

template <>
struct KindWords<Skips> {
  static constexpr std::string_view kAll[] = {"gated", "plain", "none"};
};

struct HistConfig {
  std::int64_t channels = 768;  ///< features a cell; CTransPath has 768
  std::int64_t genes = 0;
  OutputInit output_init = OutputInit::published;
  Skips skips = Skips::gated;
  bool float64 = false;  ///< for comparisons with other implementations
};

/// HiST's network, of genes or of a mask: CMU-Net with seven ConvMixer layers.
///
/// One input [batch, channels, rows, columns], rows and columns divisible by 16
/// (published 80 x 64); one output [batch, genes, rows, columns], no
/// activation. Names, order and shapes of the state are the authors'.
/// Parameters at 768 channels: 50,372,928 + 65 genes; with plain skips
/// 42,701,888 + 65 genes, without skips 39,568,448 + 65 genes.
///
/// Source: Li, Zhang et al. 2026, doi:10.1002/advs.202514351; CMU-Net, Tang et
/// al. 2023, doi:10.1109/ISBI53787.2023.10230609.
/// recipes/hist_loocv/METHOD.md 5.1 to 5.4, 12.1.
class HistNetwork : public Network {
 public:
  /// Called with what a layer says, [batch, channels of the layer, rows,
  /// columns], while it is computed.
  using Watch =
      std::function<void(std::string_view layer, const at::Tensor& maps)>;

  Tensors forward(const Tensors& inputs, Mode mode) override {
    return {watched(inputs.at(0), mode, {})};
  }

  /// The output; `watch` sees the last layers of all blocks, in this order:
  /// Conv1 to Conv5, of each level from below its gate (msag4 to msag1, where
  /// there are gates) and its block (Up_conv5 to Up_conv2), Conv_1x1.
  virtual at::Tensor watched(const at::Tensor& features, Mode mode,
                             const Watch& watch) = 0;
};

/// @throws Error on a configuration without channels or genes
std::unique_ptr<HistNetwork> hist_network(const HistConfig& config,
                                          const Initial& initial);

/// HiST's gene module as a kind of Model; its configuration is {channels,
/// genes, rows, columns, target_row_shift}, and background = "picture" where
/// cells without a spot had features of the picture in place of white tiles.
ModelKind hist_kind();

/// Its tumour module: the same network with one output, whose sigmoid is what
/// is predicted.
///
/// Source: recipes/hist_tumour/METHOD.md 2.
ModelKind hist_tumour_kind();

/// The gene module with a part taken away, to tell what the part does; the
/// configuration has also `skips` and `positions`, the words of Skips and of
/// FeaturePositions (core/learn/examples/grid_positions.h).
///
/// Source: recipes/hist_loocv/METHOD.md 12.1.
ModelKind hist_ablation_kind();

/// The network of a model of one of these kinds, with its weights.
/// @throws Error on a model of another kind
std::unique_ptr<HistNetwork> hist_network_of(const Model& model);

/// A section as a model of one of these kinds sees it: features joined to the
/// grid, at the places that the model was trained on.
GridSection hist_section(const Model& model, const Inputs& in);

}  // namespace moonstain
