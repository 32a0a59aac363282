#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/data/image/image.h"
#include "core/data/prepare/clipped_window.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/spot_graph.h"

namespace moonstain {

class StepKind;

/// Which nuclei are a spot's, and which of them are neighbours. The defaults
/// are IGI-DL's: a window as wide as its patch on an array of 100 um.
struct SpotNucleiOptions {
  WindowOptions window{.side_px = 0, .side_um = 154};
  /// A nucleus with so many pixels or more on the outermost rows and columns of
  /// the window is cut by it, and is not looked at.
  std::int64_t border_px = 10;
  double reach_um = 20;  ///< neighbours are nearer than this
};

/// A nucleus in a spot's window.
struct SpotNucleus {
  std::int32_t label = 0;
  double x_px = 0;  ///< middle of its pixels there, of the whole picture
  double y_px = 0;
};

/// The nuclei in the window of each spot (clipped_window.h), by label. One that
/// lies in two windows is in both.
///
/// @throws Error  where the labels are of another section, or of a picture of
///                another size than the section says
///
/// Source: Gao et al. 2024, doi:10.1016/j.xcrm.2024.101536, and its code, where
/// being near the border does not matter, only pixels upon it.
std::vector<std::vector<SpotNucleus>> spot_nuclei(
    const Dataset& places, LabelReader& labels,
    const SpotNucleiOptions& options);

/// Pairs of places nearer than `reach`, each both ways: with k before j the
/// pairs (k, j) and (j, k), by k and then by j.
std::vector<std::pair<std::size_t, std::size_t>> near_pairs(
    const std::vector<SpotNucleus>& nuclei, double reach_px);

/// Size, shape and colour of these nuclei (nucleus_features.h, its statistics
/// `all`), each less its mean and divided by its deviation over the section's
/// nuclei that some spot has; 0 where a value is the same for all. Rows are
/// named SPOT/NUMBER.
/// @throws Error  also where no spot has a nucleus
Features spot_nucleus_features(const Dataset& places, LabelReader& labels,
                               const Image& picture,
                               const SpotNucleiOptions& options);

/// Which of these nuclei, by the same names, are neighbours.
/// @throws Error  also where the scale of the section is not known
SpotGraph nucleus_graph(const Dataset& places, LabelReader& labels,
                        const SpotNucleiOptions& options);

/// `spot_nuclei` and `nucleus_graph`: both as steps.
StepKind spot_nuclei_step();
StepKind nucleus_graph_step();

}  // namespace moonstain
