#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/data/anndata/anndata.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// Counts of the spots and genes that are kept, as a Dataset holds them: genes
/// rise within a spot, zeros are left out, and counts of one place that the
/// file holds apart are added, as scipy reads them.
///
/// @param matrix  [all spots, all genes], by row
/// @param rows    [spots] of the matrix, in the order of the result
/// @param genes   [all genes] their place in the result; -1 of one left out
/// @param kept    number of genes in the result
/// @throws Error  naming the row (from 0) where a count is below 0 or, added
/// up,
///                beyond int32
SparseCounts kept_counts(const Sparse<std::int32_t>& matrix,
                         const std::vector<std::size_t>& rows,
                         const std::vector<std::int64_t>& genes,
                         std::size_t kept, std::string_view where);

}  // namespace moonstain
