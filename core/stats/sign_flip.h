#pragma once

#include <cstdint>
#include <vector>

#include "core/base/random.h"

namespace moonstain {

/// Two-sided p that paired differences are as likely above as below 0: the
/// share of all ways to turn their signs that give a mean at least as far from
/// 0. All 2^n ways where that is at most `permutations`, else that many drawn
/// ones with the one found counted among them.
///
/// @param differences  one a unit (a patient); NaN is left out
/// @return             NaN without a difference
///
/// Source: Fisher 1935, The Design of Experiments, section 21.
double sign_flip_p(const std::vector<double>& differences,
                   std::int64_t permutations, RandomStream& stream);

}  // namespace moonstain
