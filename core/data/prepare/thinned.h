#pragma once

#include <utility>

#include "core/base/random.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// A section's counts dealt out to two halves: of each count n the first half
/// gets a binomial number of n with p = 1/2, the second the rest. Where counts
/// are Poisson, given the spot's true expression the halves are independent
/// measurements of half the depth. Places and names stay; what has no count
/// left stays with 0.
///
/// A binomial number is how many of n random bits are 1, so it is exact.
///
/// Source: Neufeld et al. 2024, doi:10.1093/biostatistics/kxac047 (count
/// splitting).
std::pair<Dataset, Dataset> thinned_halves(const Dataset& dataset,
                                           RandomStream& random);

}  // namespace moonstain
