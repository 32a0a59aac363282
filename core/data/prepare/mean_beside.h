#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// Of each spot the mean over itself and the spots beside it: those whose
/// positions on the array differ by at most `reach` in x and by at most `reach`
/// in y.
///
/// Positions are taken as they are numbered: on a hexagonal array, where x + y
/// of all spots is even or of all odd, a reach of 1 finds the four spots of the
/// rows above and below and neither of the row's own, which are 2 apart.
///
/// @param values   [spots, any]
/// @param spots    [spots] of the section, in any order; others of its spots
///                 are no neighbours
/// @param dataset  where the section's spots lie
/// @param step     begins an error
/// @throws Error   where a spot has no position; of cells, which lie on no
///                 array; naming two spots at one place
Matrix mean_beside(const Matrix& values, const std::vector<std::string>& spots,
                   const Dataset& dataset, std::int64_t reach,
                   std::string_view step);

}  // namespace moonstain
