#include "core/learn/examples/grid_positions.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace moonstain {

std::vector<std::int64_t> moved_features(const GridMap& grid,
                                         FeaturePositions positions,
                                         const StreamSeed& seed) {
  if (positions == FeaturePositions::kept) return {};
  std::vector<std::int64_t> moved_to(
      static_cast<std::size_t>(grid.rows * grid.columns));
  std::iota(moved_to.begin(), moved_to.end(), std::int64_t{0});
  // The cells that exchange their features.
  std::vector<std::int64_t> cells = moved_to;
  if (positions == FeaturePositions::within_tissue) {
    cells.clear();
    for (std::size_t spot = 0; spot < grid.spots.size(); ++spot) {
      cells.push_back(grid.cell(spot));
    }
    std::sort(cells.begin(), cells.end());
  }
  RandomStream stream(seed, "feature_positions", grid.section);
  const std::vector<std::size_t> order = stream.permutation(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    moved_to[static_cast<std::size_t>(cells[i])] = cells[order[i]];
  }
  return moved_to;
}

}  // namespace moonstain
