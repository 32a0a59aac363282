#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/random.h"

namespace moonstain {

/// A permutation of units in which each takes the place of one of its stratum.
///
/// @param strata  [units]; units of one text are of one stratum
/// @return        [units] the unit that stands at each place; with one stratum
///                that of `RandomStream::permutation`
std::vector<std::size_t> permutation_within(
    const std::vector<std::string>& strata, RandomStream& stream);

}  // namespace moonstain
