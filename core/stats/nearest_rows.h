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
/// @throws Error  on other columns, groups that are not one a row, values or
///                distances that are not finite, and naming the row that has
///                fewer than `count` of other groups
RowNumbers nearest_rows(const MatrixView& queries,
                        std::span<const std::int64_t> query_groups,
                        const MatrixView& pool,
                        std::span<const std::int64_t> pool_groups,
                        std::int64_t count, RowDistance distance);

/// Rows of a table that lie nearest to each of its rows beside itself: what
/// `nearest_rows` finds of the table in itself, every row a group. A distance
/// is taken once for both its rows, and left where it is too large for either.
///
/// @throws Error  on a table without columns, on values or distances that are
///                not finite, and unless 1 <= count < rows
RowNumbers nearest_others(const MatrixView& rows, std::int64_t count,
                          RowDistance distance);

}  // namespace moonstain
