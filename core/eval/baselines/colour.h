#pragma once

#include "core/learn/encoder.h"

namespace moonstain {

class StepKind;

/// Which statistics of a patch's colours are its features.
enum class ColourStatistics {
  mean,     ///< mean of R, G, B: 3 (C2)
  mean_sd,  ///< mean of R, G, B, then their standard deviations: 6 (C3)
  nine,     ///< means, 10th percentiles, 90th percentiles of R, G, B: 9
};

/// Colour statistics of a tile of any size: what a model knows that has looked
/// at the stain alone.
///
/// Values are divided by 255, so they lie in 0 to 1; standard deviations have
/// the divisor n; percentiles interpolate between order statistics.
///
/// Sums are integers, so the result is the same on every machine.
///
/// Source: recipes/hist_loocv/METHOD.md 9.1 (C2, C3); the nine statistics are
/// those of the floors in 9.3 there.
Encoder colour_encoder(ColourStatistics statistics);

/// `colour`: colour statistics of each patch.
StepKind colour_step();

}  // namespace moonstain
