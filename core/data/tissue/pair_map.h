#pragma once

#include <cstdint>

#include "core/data/stored/dataset.h"
#include "core/data/stored/pair_map.h"
#include "core/data/stored/transform.h"

namespace moonstain {

class StepKind;

struct PairMapOptions {
  /// A spot of B is near to one of A up to so many distances between A's spots.
  double reach_pitches = 1.5;
  /// Of A that must have one of B near, for the pair to be compared.
  std::int64_t least_spots = 100;
};

/// From which spots of B a value at each spot of A is taken: the nearest of
/// them where the transform puts them, by the inverse square of the distance
/// (core/stats/inverse_distance.h).
///
/// A pair whose transform is not used, or of which too few spots meet, comes
/// back all the same: `refusal` says why.
///
/// @throws Error  where the transform is of other sections, a section has fewer
///                than 5 spots, or A's spots show no lattice
///
/// Source: `recipes/hespotex_loocv/METHOD.md` 6.2, step 4.
PairMap pair_map(const Dataset& a, const Dataset& b, const Transform& transform,
                 const PairMapOptions& options = {});

/// `pair_map`: this as a step. It reads the spots' places, not their counts.
StepKind pair_map_step();

}  // namespace moonstain
