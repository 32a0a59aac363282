#include "core/data/stored/log_counts.h"

#include <cmath>

namespace moonstain {

Matrix log_counts(const Dataset& dataset, double scale) {
  const SparseCounts& counts = dataset.counts;
  Matrix out = Matrix::Zero(counts.rows, counts.columns_count);
  for (std::int64_t row = 0; row < counts.rows; ++row) {
    const auto at = static_cast<std::size_t>(row);
    for (auto i = static_cast<std::size_t>(counts.row_starts[at]);
         i < static_cast<std::size_t>(counts.row_starts[at + 1]); ++i) {
      out(row, counts.columns[i]) =
          static_cast<float>(scale * std::log1p(counts.values[i]));
    }
  }
  return out;
}

}  // namespace moonstain
