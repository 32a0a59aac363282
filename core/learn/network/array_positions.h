#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/learn/network/initial.h"

namespace moonstain {

/// Cells of a spot array, along each side, for which the published networks
/// over whole sections have a learned vector: positions 0 to 63.
inline constexpr std::int64_t kArrayCells = 64;

/// A learned vector for each column of a spot array and one for each row, under
/// the names x_embed and y_embed, standard normal at first (nn.Embedding's).
class ArrayPositions {
 public:
  ArrayPositions(const Names& names, std::int64_t width,
                 std::int64_t cells = kArrayCells);

  /// positions [spots, (x, y)], int64, each below `cells`, to a vector of each,
  /// [spots, width].
  at::Tensor x(const at::Tensor& positions) const;
  at::Tensor y(const at::Tensor& positions) const;

 private:
  at::Tensor x_embed_;  // [cells, width]
  at::Tensor y_embed_;
};

}  // namespace moonstain
