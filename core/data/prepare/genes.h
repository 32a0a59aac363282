#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/dataset.h"

namespace moonstain {

/// A section with the counts of some genes alone. Spots stay, also those that
/// are left without a count.
///
/// @param genes   of the result, in its order; one without a place has none
/// @param places  [genes of the dataset] where each is among `genes`, no two at
///                one place; -1 of one that is left out
Dataset with_genes(const Dataset& dataset,
                   const std::vector<std::string>& genes,
                   const std::vector<std::int32_t>& places);

}  // namespace moonstain
