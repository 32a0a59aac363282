#pragma once

#include <cstdint>
#include <memory>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"

namespace moonstain {

struct IstarConfig {
  std::int64_t features = 0;  ///< of a superpixel
  std::int64_t genes = 0;
  std::int64_t width = 256;  ///< of the layers in between
  bool float64 = false;      ///< for comparisons with other implementations
};

/// iStar's network: what a spot measured is the mean over its superpixels, each
/// of which is predicted from its own features alone.
///
///     forward({superpixels, starts}) -> {means}
///     forward({superpixels}) -> {expression}
///
/// superpixels [n, features]; starts [spots + 1], int64: those of spot i are
/// the rows starts[i] to starts[i + 1], at least one. To [spots, genes] and
/// [n, genes], above 0: four times Linear and leaky ReLU (slope 0.1), Linear,
/// then ELU (alpha 0.01) plus 0.01. In evaluation and in training it does the
/// same.
///
/// State: net_lat.0 to net_lat.3, net_out, each .linear; with G genes, F
/// features and width 256 (F + 1) 256 + 197,376 + 257 G values.
///
/// Source: Zhang et al. 2024, doi:10.1038/s41587-023-02019-9.
/// @throws Error unless there are genes and features
std::unique_ptr<Network> istar_network(const IstarConfig& config,
                                       const Initial& initial);

}  // namespace moonstain
