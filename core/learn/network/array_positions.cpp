#include "core/learn/network/array_positions.h"

#include <ATen/ops/embedding.h>

namespace moonstain {
ArrayPositions::ArrayPositions(const Names& names, std::int64_t width,
                               std::int64_t cells)
    : x_embed_(
          (names / "x_embed").drawn("weight", {cells, width}, normal(0, 1))),
      y_embed_(
          (names / "y_embed").drawn("weight", {cells, width}, normal(0, 1))) {}

at::Tensor ArrayPositions::x(const at::Tensor& positions) const {
  return at::embedding(x_embed_, positions.select(1, 0));
}

at::Tensor ArrayPositions::y(const at::Tensor& positions) const {
  return at::embedding(y_embed_, positions.select(1, 1));
}

}  // namespace moonstain
