#pragma once

#include <string_view>

#include "core/data/image/image.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/label_image.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

class StepKind;

/// What of a nucleus is measured: what a predictor knows that sees no more of
/// a cell than this.
enum class NucleusStatistics {
  area,    ///< pixels, and their logarithm: 2
  shape,   ///< area, then of the ellipse of the same second moments both axes
           ///< and the eccentricity, and the share of the upright box that is
           ///< filled: 6
  colour,  ///< mean of R, G, B over its pixels, then their deviations: 6
  all,     ///< shape, then colour: 12
};

template <>
struct KindWords<NucleusStatistics> {
  static constexpr std::string_view kAll[] = {"area", "shape", "colour", "all"};
};

/// Statistics of each cell's label. Lengths are in pixels of the label image;
/// axes are 4 times the root of the eigenvalues of the pixels' covariance
/// (divisor n, 1/12 for a pixel's own extent), as scikit-image's regionprops
/// has them; colours are divided by 255, deviations have the divisor n.
///
/// Labels and picture are read a band of rows at a time: memory is linear in
/// cells, whatever the slide's size. Sums are integers, so the result is the
/// same on every machine.
///
/// @param cells    their names are the numbers of their labels
/// @param labels   of the picture; other labels are passed over
/// @param picture  of the labels' size; nullptr where no colour is asked for
/// @return         [cells], in their order; no blank
/// @throws Error   on labels or a picture of another section or size, a cell
///                 whose name is no label's number, and one without a pixel
///
/// Source: recipes/ghist_cells/METHOD.md 9.13 (area alone correlates
/// with library size).
Features nucleus_features(const Dataset& cells, LabelReader& labels,
                          const Image* picture, NucleusStatistics statistics);

/// `nucleus_features`: such statistics.
StepKind nucleus_features_step();

}  // namespace moonstain
