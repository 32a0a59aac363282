#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "core/base/matrix.h"

namespace moonstain {

/// Ways to split units into two groups, many at once: of patients, those who
/// lost a locus and those who gained it, locus by locus.
using Splits =
    Eigen::Matrix<std::int8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Every column tested between the two groups of every split.
struct SplitTests {
  MatrixD p;     ///< [splits, columns] Welch's, two-sided; NaN: not tested
  MatrixD low;   ///< [splits, columns] mean of the group at -1; NaN as `p`
  MatrixD high;  ///< [splits, columns] mean of the group at 1; NaN as `p`
};

/// Welch's test (student_t.h) of each column between the units at -1 and those
/// at 1 of each split, over the units that have a value.
///
/// @param splits  [splits, units] -1, 0 or 1; units at 0 are in no group
/// @param values  [units, columns]; NaN: missing
/// @param least   units with a value that a group must have, else the pair is
///                not tested; at least 2
/// @throws Error  on another number of units, and on a `least` below 2
SplitTests split_tests(const Splits& splits, const MatrixView& values,
                       std::int64_t least);

/// @throws Error  where splits and values are not of the same units, and on a
///                `least` below 2
void check_splits(const Splits& splits, const MatrixView& values,
                  std::int64_t least);

}  // namespace moonstain
