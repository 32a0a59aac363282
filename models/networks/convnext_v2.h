#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"
#include "core/learn/train/optimiser.h"

namespace moonstain {

/// Sizes of a ConvNeXt-V2; the defaults are those of HiST's survival model
/// (recipes/hist_survival/METHOD.md 8.2).
struct ConvNextV2Config {
  std::int64_t channels = 0;                     ///< of the maps: genes
  std::vector<std::int64_t> depths{2, 2, 2, 2};  ///< blocks a stage
  std::vector<std::int64_t> dims{3, 4, 5, 6};    ///< channels a stage
  std::int64_t covariates = 0;                   ///< numbers beside the maps
  /// Outputs of the linear layers at the end, which have nothing between them:
  /// 16, 8, 1 for a risk (layers `head.0`, `head.1`, ...), {2} for the logits
  /// of two classes (one layer `head`).
  std::vector<std::int64_t> head{16, 8, 1};
  /// Chance that the last block's branch is left out of a sample in training;
  /// from 0 at the first block it rises along a straight line.
  double drop_path = 0.4;
  bool float64 = false;  ///< for comparisons with other implementations
};

/// ConvNeXt-V2, very narrow, as HiST's application module has it.
///
///     forward({maps, covariates}) -> {values}
///
/// maps [batch, channels, rows, columns], at least 32 of each side (published
/// 80 x 64, which become 20 x 16, 10 x 8, 5 x 4, 2 x 2); covariates [batch,
/// covariates]; where there are none of either, it is left out; values [batch,
/// last of head]. Names, order and shapes of the state are the authors'.
///
/// First values: weights of convolutions and linear layers normal with
/// deviation 0.02 within -2 and 2, biases 0, norms 1 and 0, response
/// normalisation 0.
///
/// @throws Error on sizes without a channel or covariate, a stage, a block or
/// an output, and
///               a drop_path outside [0, 1)
///
/// Source: Woo et al. 2023, doi:10.1109/CVPR52729.2023.01548; sizes and head:
/// Li, Zhang et al. 2026, doi:10.1002/advs.202514351.
std::unique_ptr<Network> convnext_v2_network(const ConvNextV2Config& config,
                                             const Initial& initial);

/// The optimiser of HiST's application module: AdamW with betas 0.9 and 0.95;
/// a decay of 0.05 on tensors of more than one dimension, the response
/// normalisation's among them, and none on the others
/// (recipes/hist_survival/METHOD.md 8.5).
OptimiserOptions application_optimiser();

}  // namespace moonstain
