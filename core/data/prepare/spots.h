#pragma once

#include <cstddef>
#include <vector>

#include "core/data/stored/dataset.h"

namespace moonstain {

/// A section narrowed to some of its spots, given by their rows, in this order,
/// with their counts. Genes stay, also those that are left without a count.
Dataset with_spots(const Dataset& dataset,
                   const std::vector<std::size_t>& spots);

}  // namespace moonstain
