#pragma once

#include <cstdint>
#include <memory>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"

namespace moonstain {

struct DeepptConfig {
  std::int64_t features = 0;
  std::int64_t genes = 0;
  std::int64_t code = 512;  ///< width of the autoencoder's code
  bool float64 = false;     ///< for comparisons with other implementations
};

/// DeepPT's networks: an autoencoder of features, and a regressor on its code.
///
///     forward({features}) -> {expression, undefined}
///     forward({undefined, features}) -> {undefined, reconstruction}
///     forward({features, features}) -> {expression, reconstruction}
///
/// features [spots, features], none below 0 where the decoder is to give them
/// back: it ends in a ReLU. The code is Linear and ReLU; the expression Linear,
/// dropout 0.2, Linear, without an activation between, so that in evaluation it
/// is a linear map of the code. No gradient of the expression reaches the
/// autoencoder, which is trained before.
///
/// State: encoder, decoder, hidden, output; with F features, C the code's width
/// and G genes 2 F C + F + C values of the autoencoder and C^2 + C + C G + G of
/// the regressor. No code of the authors is public, so the names are ours.
///
/// Source: Hoang et al. 2024, doi:10.1038/s43018-024-00793-2.
/// @throws Error unless there are features and genes
std::unique_ptr<Network> deeppt_network(const DeepptConfig& config,
                                        const Initial& initial);

}  // namespace moonstain
