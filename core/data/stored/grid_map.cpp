#include "core/data/stored/grid_map.h"

#include <limits>
#include <unordered_map>

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

void check_grid(const GridMap& grid, const std::string& where) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  check(grid.rows > 0 && grid.rows <= most && grid.columns > 0 &&
            grid.columns <= most,
        where, ": a grid of ", grid.rows, " x ", grid.columns,
        " cells, expected sides of 1 to ", most);
  check(0 <= grid.kept_row_begin && grid.kept_row_begin < grid.kept_row_end &&
            grid.kept_row_end <= grid.rows,
        where, ": kept rows ", grid.kept_row_begin, " to ", grid.kept_row_end,
        ", expected a part of the grid's ", grid.rows, " rows");
}

// Tensors are filled by these cells without another look.
void check_cells(const GridMap& grid, const std::string& where) {
  std::unordered_map<std::int64_t, std::size_t> taken;
  taken.reserve(grid.spots.size());
  for (std::size_t spot = 0; spot < grid.spots.size(); ++spot) {
    const std::int32_t row = grid.row[spot];
    const std::int32_t column = grid.column[spot];
    check(row >= 0 && row < grid.rows && column >= 0 && column < grid.columns,
          where, ": spot '", grid.spots[spot], "' lies in row ", row,
          ", column ", column, ", outside of the grid of ", grid.rows, " x ",
          grid.columns, " (counted from 0)");
    const auto [before, is_new] = taken.emplace(grid.cell(spot), spot);
    check(is_new, where, ": spots '", grid.spots[before->second], "' and '",
          grid.spots[spot], "' share row ", row, ", column ", column,
          ", expected a cell each");
  }
}

}  // namespace

void GridMap::write(const fs::path& folder) const {
  check(row.size() == spots.size() && column.size() == spots.size(),
        "GridMap of section ", section, ": ", spots.size(), " spots, ",
        row.size(), " rows and ", column.size(), " columns");
  zarr::Writer out(folder,
                   stored_attributes(kType, kSchema,
                                     {{"section", section},
                                      {"rows", rows},
                                      {"columns", columns},
                                      {"kept_row_begin", kept_row_begin},
                                      {"kept_row_end", kept_row_end}}));
  const zarr::Shape shape{static_cast<std::int64_t>(spots.size())};
  zarr::ArrayOptions options;
  options.dimension_names = {"spots"};
  out.strings("spots", spots, options);
  out.array<std::int32_t>("row", row, shape, options);
  out.array<std::int32_t>("column", column, shape, options);
}

GridMap GridMap::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  GridMap out;
  out.section = text_member(attributes, "section", where);
  out.rows = integer_member(attributes, "rows", where);
  out.columns = integer_member(attributes, "columns", where);
  out.kept_row_begin = integer_member(attributes, "kept_row_begin", where);
  out.kept_row_end = integer_member(attributes, "kept_row_end", where);
  check_grid(out, where);
  out.spots = in.strings("spots");
  check_unique(where, "spot", out.spots);
  const zarr::Shape shape{static_cast<std::int64_t>(out.spots.size())};
  check_shape(where, "row", in.info("row").shape, shape, "[spots]");
  check_shape(where, "column", in.info("column").shape, shape, "[spots]");
  out.row = in.array<std::int32_t>("row");
  out.column = in.array<std::int32_t>("column");
  check_cells(out, where);
  return out;
}

}  // namespace moonstain
