#pragma once

#include <span>

namespace moonstain {

/// Structural similarity of two lists as one window, by the bins that their
/// values lie in: what several benchmarks of spot-level predictors report as
/// SSIM. Neighbourhoods play no part, so it is another number than that of
/// `LatticeWindows` (structural_similarity.h).
///
/// Each list is divided by its own largest value (one without other values than
/// 0 stays), then its range is cut into 256 bins of equal width, closed on the
/// right, the outermost edges 1/1000 of the range further out; a constant list
/// lies in bin 127. With the bins' numbers 0 to 255, their means m, and
/// variances s and covariance of divisor n - 1, it is
///
///     (2 mx my + c1) (2 sxy + c2) / ((mx^2 + my^2 + c1) (sx + sy + c2)),
///
/// c1 = (0.01 255)^2, c2 = (0.03 255)^2: 1 for lists that are alike up to a
/// positive factor and an offset, below 0 where they run against each other.
/// Two constant lists are alike, too.
///
/// @param predicted, measured  [places], the same ones, at least 2
/// @return                     in -1 to 1; never NaN for finite values
/// @throws Error               on differing lengths or fewer than 2 places
///
/// Source: recipes/ghist_cells/METHOD.md 5.5; the index is that of Wang, Bovik,
/// Sheikh and Simoncelli 2004, doi:10.1109/TIP.2003.819861.
double binned_similarity(std::span<const float> predicted,
                         std::span<const float> measured);

}  // namespace moonstain
