#pragma once

#include <cstdint>
#include <span>

namespace moonstain {

/// The threshold that parts a sample in two classes of the greatest variance
/// between them: values above it are the upper class.
///
/// The values are counted in `bins` equal bins from the least to the greatest,
/// and the threshold is the centre of the last bin of the lower class; of equal
/// variances the first. All as scikit-image's `threshold_otsu`, but that sums
/// are float64, so that more than 2^24 values count.
///
/// @param values  in any order
/// @return        the value itself where all are equal
/// @throws Error  without values, on one that is not finite, on fewer than two
///                bins
///
/// Source: Otsu 1979, doi:10.1109/TSMC.1979.4310076.
double otsu_threshold(std::span<const float> values, std::int64_t bins = 256);

/// The same of values that are counted: `counts[i]` of them at `centres[i]`,
/// which rise. Bins without a value at either end change nothing.
///
/// @return        the one centre that has values, where no other has
/// @throws Error  where none is counted, or the two differ in length
double otsu_threshold(std::span<const std::int64_t> counts,
                      std::span<const double> centres);

}  // namespace moonstain
