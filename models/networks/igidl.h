#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"

namespace moonstain {

struct IgiDlConfig {
  std::int64_t features = 0;  ///< of a nucleus
  std::int64_t genes = 0;
  std::int64_t width = 256;                         ///< of the graph layers
  std::vector<std::int64_t> fusion{512, 256, 256};  ///< widths of its units
  double dropout = 0.5;
  bool float64 = false;  ///< for comparisons with other implementations
};

/// IGI-DL: a spot from its picture and from the graph of the nuclei in it.
///
///     forward({pictures, nuclei, edges, starts}) -> {expression}
///
/// pictures [spots, 3, px, px]; nuclei [n, features]; edges as `Edges`
/// (core/learn/network/graph_layers.h), between nuclei of one spot; starts
/// [spots + 1], int64: the nuclei of spot i are the rows starts[i] to
/// starts[i + 1], at least one. To [spots, genes].
///
/// Picture: ResNet-18, 512 features, normalised. Graph: four layers, each
/// normalised and through a ReLU: a perceptron of a nucleus plus the sum of
/// those beside it (GIN, Xu et al. 2019, arXiv:1810.00826). After each layer
/// the maxima and the means over the spot's nuclei; the sum of the four goes
/// through two linear maps with dropout between them and is normalised. Both
/// side by side go through units of Linear, normalisation, ReLU, dropout.
///
/// State: resnet (children by number), resnet_BN, gin_conv1, gin_bn1, ...,
/// gin_lin1, gin_lin2, gin_BN, fusion_mlp, head, in the authors' names and
/// order; 12,390,251 parameters with 55 features and 171 genes.
///
/// Source: Gao et al. 2024, doi:10.1016/j.xcrm.2024.101536.
/// @throws Error unless there are features and genes
std::unique_ptr<Network> igidl_network(const IgiDlConfig& config,
                                       const Initial& initial);

}  // namespace moonstain
