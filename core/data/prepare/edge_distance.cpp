#include "core/data/prepare/edge_distance.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

using Place = std::pair<std::int32_t, std::int32_t>;  // of the array: (x, y)

}  // namespace

Features edge_distance(const Dataset& dataset) {
  check(!dataset.spots.empty(), "edge_distance: section ", dataset.section,
        " has no spot");
  check(dataset.lattice != Lattice::none, "edge_distance: section ",
        dataset.section, " has cells, which lie on no array");
  const bool hexagonal = dataset.lattice == Lattice::hexagonal;
  const auto parity = [&](std::int32_t x, std::int32_t y) {
    return hexagonal ? (x + y) & 1 : 0;
  };
  const auto& at = dataset.array_xy;
  std::set<Place> spots;
  for (Eigen::Index spot = 0; spot < at.rows(); ++spot) {
    check(parity(at(spot, 0), at(spot, 1)) == parity(at(0, 0), at(0, 1)),
          "edge_distance: spots ", dataset.spots.front(), " and ",
          dataset.spots[static_cast<std::size_t>(spot)], " of section ",
          dataset.section, " are not of one hexagonal array");
    spots.emplace(at(spot, 0), at(spot, 1));
  }

  // Places without a spot, in the box of the spots and one place around it.
  const std::int32_t step = hexagonal ? 2 : 1;
  std::vector<Place> free;
  for (std::int32_t y = at.col(1).minCoeff() - 1; y <= at.col(1).maxCoeff() + 1;
       ++y) {
    for (std::int32_t x = at.col(0).minCoeff() - step;
         x <= at.col(0).maxCoeff() + step; ++x) {
      if (parity(x, y) == parity(at(0, 0), at(0, 1)) &&
          !spots.contains({x, y})) {
        free.emplace_back(x, y);
      }
    }
  }

  // Squares in quarters of a pitch: exact, and the root is taken once.
  Features out;
  out.section = dataset.section;
  out.encoder = "edge_distance";
  out.spots = dataset.spots;
  out.values.resize(at.rows(), 1);
  for (Eigen::Index spot = 0; spot < at.rows(); ++spot) {
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (const auto& [x, y] : free) {
      const std::int64_t dx = x - at(spot, 0);
      const std::int64_t dy = y - at(spot, 1);
      least = std::min(
          least, hexagonal ? dx * dx + 3 * dy * dy : 4 * (dx * dx + dy * dy));
    }
    out.values(spot, 0) =
        static_cast<float>(std::sqrt(static_cast<double>(least)) / 2);
  }
  return out;
}

StepKind edge_distance_step() {
  return StepKind("edge_distance", 1,
                  "How far each spot lies from the edge of its tissue, as a "
                  "feature that looks at no picture.")
      .applies<Dataset>("dataset", "places of the spots")
      .needs(in_memory(4, 5))
      .makes<Features>([](const Inputs& in, const Options&) {
        return edge_distance(Dataset::read_places(in.one("dataset").path));
      });
}

}  // namespace moonstain
