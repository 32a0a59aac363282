#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// Every column tested between the rows of each group and all other rows that
/// are in a group. A pair of group and column that cannot be tested is NaN in
/// all but `difference` and `log2_fold`: the group or the rest has fewer than
/// two rows, or the column varies in neither.
struct AgainstRest {
  std::vector<std::int64_t> rows;  ///< [groups] in each
  MatrixD t;  ///< [groups, columns] Welch's, above 0: higher in the group
  MatrixD p;  ///< [groups, columns] two-sided
  MatrixD q;  ///< [groups, columns] p adjusted over the columns of a group
  MatrixD difference;  ///< [groups, columns] of means; NaN without rows
  /// [groups, columns] log2 of (e^mean - 1 + 1e-9) of the group over that of
  /// the rest: of values ln(1 + x) scanpy's fold change. NaN where a mean is
  /// below 0 so far that there is none, and without rows.
  MatrixD log2_fold;
};

/// As scanpy.tl.rank_genes_groups(method="t-test") has it, but for columns that
/// cannot be tested: it gives them p 1 and counts them among the tests.
///
/// @param values  [rows, columns] finite
/// @param group   [rows] 0 .. groups - 1, or -1: in no group, not looked at
/// @throws Error  on another number of rows, and on a group that there is not
///
/// Source: Welch 1947, doi:10.1093/biomet/34.1-2.28; p adjusted as in
/// adjusted_p.h; the fold change: scanpy 1.11.
AgainstRest against_rest(const MatrixView& values,
                         const std::vector<std::int32_t>& group,
                         std::int64_t groups);

}  // namespace moonstain
