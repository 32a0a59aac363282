#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"
#include "core/learn/train/objective.h"

namespace moonstain {

struct BleepConfig {
  /// Of a spot's picture where an encoder has made them, which is then not
  /// trained; 0: pictures, and a ResNet-50 that is.
  std::int64_t features = 0;
  std::int64_t genes = 0;
  std::int64_t width = 256;  ///< of an embedding
  double dropout = 0.1;      ///< of the heads
  bool float64 = false;      ///< for comparisons with other implementations
};

/// BLEEP: pictures and expression of spots embedded in one space, in which
/// those of a spot lie close.
///
///     forward({pictures, expression}) -> {of pictures, of expression}
///
/// pictures [spots, 3, px, px], or features [spots, features]; expression
/// [spots, genes]; to [spots, width] each, not of length 1. Either input may be
/// left undefined, and its output then is.
///
/// State: image_encoder.model (ResNet-50 by torchvision's names without fc,
/// where pictures are read), image_projection and spot_projection; 24,366,400
/// parameters of 785 genes, of which the heads have 590,848 and 267,520.
///
/// Source: Xie et al. 2023, arXiv:2306.01859.
/// @throws Error unless there are genes
std::unique_ptr<Network> bleep_network(const BleepConfig& config,
                                       const Initial& initial);

/// Cross-entropy of how alike pictures and expression of a batch are, against
/// how alike each are among themselves. With the embeddings I and T, [spots,
/// width]:
///
///     L = T I',  P = softmax over rows of (I I' + T T') / 2
///
/// the mean over spots of the mean of the cross-entropies of L's rows by P's
/// and of L's columns by P's. The gradient goes through P too.
ObjectiveTerm bleep_term();

/// Which of the training spots that lie nearest are a spot's prediction.
enum class Retrieved {
  mean,  ///< of the nearest ones
  best,  ///< the nearest alone
  /// Mean of the nearest ones by the softmax of their negated squared
  /// distances. The authors' weights are the same but for a common factor,
  /// which overflows where a farther one is nearer by distance.
  weighted,
};

/// Expression of the training spots whose embedding has the largest cosine with
/// a picture's, of equal ones the first: [pictures, genes].
/// @param pictures    [pictures, width], float32 or float64, as all
/// @param keys        [training spots, width], of their expression
/// @param expression  [training spots, genes]
/// @param count       how many; 1 are looked at for the best
/// @throws Error  on fewer training spots than that
at::Tensor retrieved(const at::Tensor& pictures, const at::Tensor& keys,
                     const at::Tensor& expression, Retrieved way,
                     std::int64_t count);

}  // namespace moonstain
