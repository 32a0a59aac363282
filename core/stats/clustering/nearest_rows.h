#pragma once

#include <cstdint>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// The rows of a table that lie nearest to each row, in as many dimensions as
/// it has columns. core/stats/nearest.h is for the plane; what
/// core/stats/nearest_rows.h finds are rows of two tables, or of one, in
/// float32 and without the distances.
struct NearestRows {
  std::int64_t count = 0;           ///< of each row
  std::vector<std::int32_t> index;  ///< [rows, count] nearest first
  std::vector<double> distance;     ///< [rows, count] Euclidean
};

/// Each row's nearest others, by all distances: 5,000 rows of 50 values take
/// two seconds. Of rows at one distance the one that comes first counts.
///
/// Distances are sums of squared differences in float64, column by column, so
/// that rows that are equal lie at 0.
///
/// @param values  [rows, columns] finite
/// @param count   others of each row, at least 1
/// @throws Error  where there are no more than `count` rows
NearestRows nearest_rows(const MatrixDView& values, std::int64_t count);

}  // namespace moonstain
