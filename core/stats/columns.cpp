#include "core/stats/columns.h"

#include <algorithm>

namespace moonstain {

std::span<const float> Columns::at(Eigen::Index column) {
  const Eigen::Index first = column - column % kAtOnce;
  const auto rows = static_cast<std::size_t>(values_.rows());
  if (first != first_) {
    const auto count =
        static_cast<std::size_t>(std::min(kAtOnce, values_.cols() - first));
    // Some floats more than a multiple of a page: a stride of whole pages
    // would give all columns the same few places of the cache.
    stride_ = (rows + 1023) / 1024 * 1024 + 16;
    block_.resize(stride_ * count);
    for (std::size_t row = 0; row < rows; ++row) {
      const float* from =
          values_.row(static_cast<Eigen::Index>(row)).data() + first;
      for (std::size_t i = 0; i < count; ++i) {
        block_[i * stride_ + row] = from[i];
      }
    }
    first_ = first;
  }
  return {block_.data() + static_cast<std::size_t>(column - first) * stride_,
          rows};
}

}  // namespace moonstain
