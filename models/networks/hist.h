#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/engine/step/kind_words.h"
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

struct HistConfig {
  std::int64_t channels = 768;  ///< features a cell; CTransPath has 768
  std::int64_t genes = 0;
  OutputInit output_init = OutputInit::published;
  bool float64 = false;  ///< for comparisons with other implementations
};

/// HiST's network, of genes or of a mask: CMU-Net with seven ConvMixer layers.
///
/// One input [batch, channels, rows, columns], rows and columns divisible by 16
/// (published 80 x 64); one output [batch, genes, rows, columns], no
/// activation. Names, order and shapes of the state are the authors';
/// 50,372,928 + 65 genes parameters at 768 channels.
///
/// @throws Error on a configuration without channels or genes
///
/// Source: Li, Zhang et al. 2026, doi:10.1002/advs.202514351; CMU-Net, Tang et
/// al. 2023, doi:10.1109/ISBI53787.2023.10230609.
/// recipes/hist_loocv/METHOD.md 5.1 to 5.4.
std::unique_ptr<Network> hist_network(const HistConfig& config,
                                      const Initial& initial);

/// HiST's gene module as a kind of Model; its configuration is {channels,
/// genes, rows, columns, target_row_shift}.
ModelKind hist_kind();

/// Its tumour module: the same network with one output, whose sigmoid is what
/// is predicted.
///
/// Source: recipes/hist_tumour/METHOD.md 2.
ModelKind hist_tumour_kind();

}  // namespace moonstain
