#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>

#include "core/base/matrix.h"

namespace moonstain {

/// Places of rows, [queries, count].
using RowNumbers = Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic,
                                 Eigen::RowMajor>;

enum class RowDistance { l1, l2 };

/// Rows of `pool` that lie nearest to each row of `queries`, nearest first, of
/// those at one distance the ones that come first.
///
/// A distance is left as soon as it is as large as the farthest that is kept,
/// after 64 columns at a time; its sum is in float32, in the order of these
/// parts. 1,200 queries of 512 columns among 1,000 rows take some 0.15 s.
///
/// @param query_groups, pool_groups  a row is not compared with those of its
///                                   own group
/// @throws Error  on other columns, groups that are not one a row, and naming
///                the row that has fewer than `count` of other groups
RowNumbers nearest_rows(const MatrixView& queries,
                        std::span<const std::int64_t> query_groups,
                        const MatrixView& pool,
                        std::span<const std::int64_t> pool_groups,
                        std::int64_t count, RowDistance distance);

}  // namespace moonstain
