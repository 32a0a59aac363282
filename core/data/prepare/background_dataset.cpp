#include "core/data/prepare/background_dataset.h"

#include <set>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/prepare/other_places.h"
#include "core/data/stored/geometry.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "background_dataset";

// Column and row of the array that a cell of the grid stands for, as the first
// spot's cell says it.
std::pair<std::int32_t, std::int32_t> array_place(const Dataset& dataset,
                                                  const GridMap& grid,
                                                  std::int64_t row,
                                                  std::int64_t column) {
  const std::int64_t y = row - grid.row[0] + dataset.array_xy(0, 1);
  std::int64_t x = column - grid.column[0] + dataset.array_xy(0, 0);
  if (dataset.lattice == Lattice::hexagonal) x = 2 * column + (y & 1);
  return {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
}

}  // namespace

Dataset background_dataset(const Dataset& dataset, const GridMap& grid) {
  const std::string what = concat(kStep, ": section ", dataset.section);
  check(grid.section == dataset.section && grid.spots == dataset.spots, what,
        ": the grid is of ", grid.spots.size(), " spots of section ",
        grid.section, ", expected the same ", dataset.spots.size(), " spots");
  check(dataset.picture_width_px > 0, what,
        ": the size of its picture is not known; give `dataset` the picture");
  const PixelOf pixel_of =
      with_context(kStep, [&] { return pixels_of_array(dataset); });
  std::set<std::int64_t> taken;
  for (std::size_t spot = 0; spot < grid.spots.size(); ++spot) {
    taken.insert(grid.cell(spot));
  }
  std::vector<OtherPlace> places;
  for (std::int64_t row = grid.kept_row_begin; row < grid.kept_row_end; ++row) {
    for (std::int64_t column = 0; column < grid.columns; ++column) {
      if (taken.contains(row * grid.columns + column)) continue;
      const auto place = array_place(dataset, grid, row, column);
      const auto [x, y] = pixel_of(place.first, place.second);
      if (x < 0 || y < 0 ||
          x >= static_cast<double>(dataset.picture_width_px) ||
          y >= static_cast<double>(dataset.picture_height_px)) {
        continue;
      }
      places.push_back(
          {concat(row, ",", column), place.first, place.second, x, y});
    }
  }
  check(!places.empty(), what, ": no cell without a spot lies in the picture");
  return at_other_places(dataset, places);
}

StepKind background_dataset_step() {
  return StepKind(kStep, 1,
                  "The cells of a section's grid without a spot, as places in "
                  "its picture.")
      .applies<Dataset>("dataset", "spots with their pixel positions")
      .applies<GridMap>("grid", "where they lie on the grid")
      .makes<Dataset>([](const Inputs& in, const Options&) {
        return background_dataset(Dataset::read_places(in.one("dataset").path),
                                  in.get<GridMap>("grid"));
      });
}

}  // namespace moonstain
