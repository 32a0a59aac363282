#pragma once

#include <cstdint>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// Quantile of a sample by linear interpolation between order statistics, at
/// position q (n - 1): the default of NumPy and R (type 7).
///
/// @param values  the sample, in any order, no NaN
/// @param q       0 to 1
/// @throws Error  on an empty sample or a q outside 0..1
///
/// Source: Hyndman and Fan 1996, doi:10.2307/2684934.
double quantile(std::vector<double> values, double q);

/// The same of every column, `quantile(column, q)` to the bit, in a few times
/// the time of reading the matrix.
///
/// @param values  [spots, genes], no NaN
/// @param q       any number of them, each 0 to 1
/// @return        [genes, q]
/// @throws Error  without rows, on NaN, or a q outside 0..1
MatrixD column_quantiles(const MatrixView& values,
                         const std::vector<double>& q);

/// The same over a histogram of byte values: of `counts[v]` times v.
/// @param counts  256 numbers
/// @throws Error  when all are zero or q lies outside 0..1
double byte_quantile(const std::vector<std::int64_t>& counts, double q);

}  // namespace moonstain
