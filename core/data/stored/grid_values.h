#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/predictions.h"

namespace moonstain {

/// What a predictor says of every cell of a section's grid, also of those
/// without a spot. AnnData on Zarr: X [rows * columns, variables], row-major
/// cells named "ROW,COLUMN".
struct GridValues {
  static constexpr std::string_view kType = "GridValues";

  std::string section;
  Predictor predictor;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  /// Grid rows by which the predictor has learned to put what belongs to a spot
  /// below the spot's cell.
  std::int64_t row_shift = 0;
  std::string variable_axis = "gene";
  std::vector<std::string> variables;  ///< [variables]
  Matrix values;                       ///< [rows * columns, variables]

  static GridValues read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// The flat cell of a spot, `row_shift` rows below where the map has it.
/// @throws Error "WHAT: spot '3x4' of grid row 79 moved by 1 leaves the grid of
///               80 rows"
std::int64_t shifted_cell(const GridMap& grid, std::size_t spot,
                          std::int64_t row_shift, std::string_view what);

/// What the grid's values say of the section's spots, read where the predictor
/// has learned to put them.
///
/// @throws Error on another section or a grid of another size
Predictions at_spots(const GridValues& values, const GridMap& grid);

}  // namespace moonstain
