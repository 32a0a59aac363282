#pragma once

#include <cstdint>

#include "core/base/matrix.h"

namespace moonstain {

/// Coordinates of rows along the directions in which they vary most.
///
/// Columns are centred, not scaled. Directions are eigenvectors of the
/// covariance of the columns, or where there are fewer rows than columns of the
/// products of the rows, which have the same coordinates. Of each the entry of
/// the largest size counts as positive, so that the sign is certain.
///
/// @param values  [rows, columns] finite
/// @param count   of directions, at least 1
/// @return        [rows, count] of falling variance; no more than the lesser of
///                rows and columns less 1, as scanpy takes
/// @throws Error  on fewer than 2 rows or columns
///
/// Source: Pearson 1901, doi:10.1080/14786440109462720.
MatrixD principal_components(const MatrixDView& values, std::int64_t count);

}  // namespace moonstain
