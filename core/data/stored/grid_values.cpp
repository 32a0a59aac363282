#include "core/data/stored/grid_values.h"

#include "core/base/error.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

std::vector<std::string> cell_names(std::int64_t rows, std::int64_t columns) {
  std::vector<std::string> names;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t column = 0; column < columns; ++column) {
      names.push_back(concat(row, ",", column));
    }
  }
  return names;
}

}  // namespace

void GridValues::write(const fs::path& folder) const {
  check(values.rows() == rows * columns &&
            values.cols() == static_cast<Eigen::Index>(variables.size()),
        "GridValues of section ", section, ": values are [", values.rows(),
        ", ", values.cols(), "] for a grid of ", rows, " x ", columns,
        " cells and ", variables.size(), " variables");
  AnnDataWriter out(folder, kType, kSchema);
  out.dense("X", values);
  out.frame("obs", {.index = cell_names(rows, columns)});
  out.frame("var", {.index = variables});
  out.text("uns/section", section);
  out.number("uns/rows", rows);
  out.number("uns/columns", columns);
  out.number("uns/row_shift", row_shift);
  out.text("uns/variable_axis", variable_axis);
  write_predictor(out, predictor);
}

GridValues GridValues::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  const std::string where = folder.string();
  GridValues out;
  out.section = in.text("uns/section");
  out.rows = in.integer("uns/rows");
  out.columns = in.integer("uns/columns");
  out.row_shift = in.integer("uns/row_shift");
  out.variable_axis = in.text("uns/variable_axis");
  out.predictor = read_predictor(in, where);
  constexpr std::int64_t most = std::int64_t{1} << 31;  // the product fits
  check(
      out.rows > 0 && out.rows < most && out.columns > 0 && out.columns < most,
      where, ": uns: a grid of ", out.rows, " x ", out.columns,
      " cells, expected sides of 1 to ", most - 1);
  out.variables = in.index("var");
  check_unique(where, out.variable_axis, out.variables);
  check_shape(
      where, "X", in.shape("X"),
      {out.rows * out.columns, static_cast<std::int64_t>(out.variables.size())},
      "[rows * columns, variables]");
  out.values = in.matrix("X");
  in.chunks("X");
  return out;
}

std::int64_t shifted_cell(const GridMap& grid, std::size_t spot,
                          std::int64_t row_shift, std::string_view what) {
  const std::int64_t row = grid.row[spot] + row_shift;
  check(row >= 0 && row < grid.rows, what, ": spot '", grid.spots[spot],
        "' of grid row ", grid.row[spot], " moved by ", row_shift,
        " leaves the grid of ", grid.rows, " rows");
  return grid.cell(spot) + row_shift * grid.columns;
}

Predictions at_spots(const GridValues& values, const GridMap& grid) {
  check(values.section == grid.section && values.rows == grid.rows &&
            values.columns == grid.columns,
        "predictions: the values are of section ", values.section, " on ",
        values.rows, " x ", values.columns, " cells, the grid is of section ",
        grid.section, " with ", grid.rows, " x ", grid.columns);
  const std::string what = concat("predictions: section ", grid.section);
  Predictions out;
  out.about = values.section;
  out.names = grid.spots;
  out.variable_axis = values.variable_axis;
  out.variables = values.variables;
  out.predictor = values.predictor;
  out.of_grid = true;
  out.values.resize(static_cast<Eigen::Index>(grid.spots.size()),
                    values.values.cols());
  for (std::size_t spot = 0; spot < grid.spots.size(); ++spot) {
    out.values.row(static_cast<Eigen::Index>(spot)) =
        values.values.row(shifted_cell(grid, spot, values.row_shift, what));
  }
  return out;
}

}  // namespace moonstain
