#include "core/data/prepare/placement.h"

#include <map>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

GridMap place_on_grid(const Dataset& dataset, std::int64_t rows,
                      std::int64_t columns, std::int64_t row_offset,
                      std::int64_t blank_rows) {
  check(blank_rows % 2 == 0 && blank_rows < rows,
        "grid: blank_rows = ", blank_rows, " of ", rows,
        " rows; expected an even number below that");
  check(rows >= 3 && columns >= 1, "grid: ", rows, " x ", columns,
        " cells; at least 3 rows and 1 column are needed");
  check(!dataset.spots.empty(), "grid: section ", dataset.section,
        " has no spots");
  check(dataset.lattice != Lattice::none, "grid: section ", dataset.section,
        " is of cells, which lie on no array; a grid needs spots of one");
  GridMap out;
  out.section = dataset.section;
  out.rows = rows;
  out.columns = columns;
  out.kept_row_begin = blank_rows / 2;
  out.kept_row_end = rows - blank_rows / 2;
  out.spots = dataset.spots;

  const auto x = dataset.array_xy.col(0);
  const auto y = dataset.array_xy.col(1);
  const bool square = dataset.lattice == Lattice::square;
  std::int64_t left = 0;
  std::int64_t top = row_offset;
  if (square) {
    const std::int64_t wide = x.maxCoeff() - x.minCoeff() + 1;
    const std::int64_t high = y.maxCoeff() - y.minCoeff() + 1;
    check(wide <= columns && high <= rows - blank_rows, "grid: section ",
          dataset.section, " spans ", wide, " columns and ", high,
          " rows of spots, the grid has room for ", columns, " and ",
          rows - blank_rows);
    left = (columns - wide) / 2 - x.minCoeff();
    top += (rows - blank_rows - high) / 2 - y.minCoeff();
  }

  std::map<std::int64_t, std::size_t> taken;
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    const auto i = static_cast<Eigen::Index>(spot);
    // An arithmetic shift is floor(x / 2) for negative x too.
    const std::int64_t column = square ? x[i] + left : x[i] >> 1;
    const std::int64_t row = y[i] + top;
    check(column >= 0 && column < columns && row >= 0 && row < rows,
          "grid: section ", dataset.section, ": spot ", dataset.spots[spot],
          " at array position (", x[i], ", ", y[i], ") comes to row ", row,
          ", column ", column, " of a grid of ", rows, " x ", columns);
    out.row.push_back(static_cast<std::int32_t>(row));
    out.column.push_back(static_cast<std::int32_t>(column));
    const auto [before, is_new] = taken.emplace(out.cell(spot), spot);
    check(is_new, "grid: section ", dataset.section, ": spots ",
          dataset.spots[before->second], " and ", dataset.spots[spot],
          " both come to row ", row, ", column ", column,
          "; is the lattice really ", square ? "square" : "hexagonal", "?");
  }
  return out;
}

namespace {

struct GridOptions {
  std::int64_t rows = 80;
  std::int64_t columns = 64;
  std::int64_t row_offset = 1;
  std::int64_t blank_rows = 2;
};

}  // namespace

StepKind grid_step() {
  return StepKind("grid", 1, "Where each spot lies on a rectangular grid.")
      .applies<Dataset>("dataset", "spots with their array positions")
      .option("rows", &GridOptions::rows, "rows of the grid", {3, {}})
      .option("columns", &GridOptions::columns, "columns of the grid", {1, {}})
      .option("row_offset", &GridOptions::row_offset, "grid row of array row 0",
              {0, 2})
      .option("blank_rows", &GridOptions::blank_rows,
              "rows of the grid that hold no spot, half of them above and half "
              "below",
              {0, {}})
      .makes<GridMap>([](const Inputs& in, const Options& options) {
        const auto grid = options.as<GridOptions>();
        return place_on_grid(in.get<Dataset>("dataset"), grid.rows,
                             grid.columns, grid.row_offset, grid.blank_rows);
      });
}

}  // namespace moonstain
