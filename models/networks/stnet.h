#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"
#include "core/learn/train/objective.h"

namespace moonstain {

struct StNetConfig {
  std::int64_t genes = 0;
  bool float64 = false;  ///< for comparisons with other implementations
};

/// ST-Net: DenseNet-121 of a spot's picture and a linear map of its features.
///
///     forward({pictures}) -> {expression}
///
/// pictures [spots, 3, px, px], each channel less its mean and divided by its
/// deviation; to [spots, genes]. The map starts with weight and bias 0; its
/// training begins with the mean of each gene as the bias.
///
/// State: features.* and classifier, as torchvision names its densenet121;
/// 6,953,856 + 1025 G parameters.
///
/// Source: He et al. 2020, doi:10.1038/s41551-020-0578-x.
/// @throws Error unless there are genes
std::unique_ptr<Network> stnet_network(const StNetConfig& config,
                                       const Initial& initial);

/// The squared error summed over the spots of a batch, in the mean over its
/// genes: a learning rate of 1e-6 belongs to it, 32 times as large a one to the
/// mean over the 32 spots of a batch. What a constant reaches depends on how
/// many spots are summed, and is not said.
ObjectiveTerm summed_squares_term(std::string name = "squares");

/// The eight symmetries of the square of pictures [..., px, px]: number
/// 4 h + 2 v + r is turned by 90 degrees against the clock if r, then mirrored
/// up and down if v, then left and right if h. The first is the picture itself.
std::vector<at::Tensor> eight_symmetries(const at::Tensor& pictures);

}  // namespace moonstain
