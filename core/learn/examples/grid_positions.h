#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/data/stored/grid_map.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// Where the features of a section lie on its grid, in the place of where they
/// were seen. Targets stay where they were measured.
enum class FeaturePositions {
  kept,
  /// Spots exchange their features among each other: what surrounds a spot says
  /// nothing, which cells hold tissue can still be read.
  within_tissue,
  /// All cells exchange theirs, blank ones among them: where there is tissue
  /// cannot be read either.
  anywhere,
};

template <>
struct KindWords<FeaturePositions> {
  static constexpr std::string_view kAll[] = {"kept", "within_tissue",
                                              "anywhere"};
};

/// The flat cell that the features of each flat cell are moved to: a
/// permutation, drawn for the section by its name, the same in every epoch.
/// Empty where they are kept.
///
/// Source: recipes/hist_loocv/METHOD.md 12.1.
std::vector<std::int64_t> moved_features(const GridMap& grid,
                                         FeaturePositions positions,
                                         const StreamSeed& seed);

}  // namespace moonstain
