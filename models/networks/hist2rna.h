#pragma once

#include <cstdint>
#include <memory>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"

namespace moonstain {

struct Hist2rnaConfig {
  std::int64_t features = 0;
  std::int64_t genes = 0;
  bool float64 = false;  ///< for comparisons with other implementations
};

/// hist2RNA's network: three convolutions along a sequence of feature vectors,
/// the mean along it, and a linear layer.
///
///     forward({features}) -> {expression}
///
/// features [samples, length, features] to [samples, genes]. Of a sequence of
/// length 1 the first convolution, five wide, sees padding with four fifths of
/// its weights. With F features and G genes 1280 F + 513 G + 394,496 values,
/// under the authors' names.
///
/// Source: Mondol et al. 2023, doi:10.3390/cancers15092569.
/// @throws Error unless there are features and genes, and from forward() on
///               features of another rank: the authors' own files, a vector a
///               patient, are such to their network
std::unique_ptr<Network> hist2rna_network(const Hist2rnaConfig& config,
                                          const Initial& initial);

}  // namespace moonstain
