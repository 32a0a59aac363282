#include "core/data/source/cell_tables.h"

#include <cmath>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/table.h"
#include "core/data/source/count_rows.h"
#include "core/data/stored/unmatched.h"

namespace moonstain {
namespace {

Table read_table(const File& file) {
  return Table::parse(read_file(file.path), file.name, true);
}

using Rows = std::unordered_map<std::string, std::size_t>;

// The row of each cell.
Rows rows_by_cell(const Table& table, std::size_t column) {
  Rows rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string name(table.field(row, column));
    check(!name.empty(), table.place(row), ": the cell has no name");
    const auto [before, is_new] = rows.emplace(name, row);
    check(is_new, table.place(row), ": cell ", name,
          " is there twice, before in ", table.place(before->second));
  }
  return rows;
}

}  // namespace

Dataset read_cell_tables(const File& counts_file, const File& cells_file,
                         const SectionSheet& sheet, double most_unmatched) {
  check(sheet.lattice == Lattice::none, "section ", sheet.section,
        ": layout = \"cell_tables\" is of cells, which lie on no array: give "
        "lattice = \"none\", not \"",
        word_of(sheet.lattice), "\"");
  const Table counts = read_table(counts_file);
  const Table cells = read_table(cells_file);
  check(counts.rows() > 0 && counts.columns().size() > 1 && cells.rows() > 0,
        "section ", sheet.section, ": ", counts_file.name, " has ",
        counts.rows(), " cells and ",
        counts.columns().empty() ? 0 : counts.columns().size() - 1, " genes, ",
        cells_file.name, " ", cells.rows(), " cells; the section is empty");
  const std::size_t x = cells.column("x_px");
  const std::size_t y = cells.column("y_px");
  const Rows placed = rows_by_cell(cells, cells.column("cell_id"));
  const Rows counted = rows_by_cell(counts, 0);

  Dataset out;
  out.section = sheet.section;
  out.patient = sheet.patient;
  out.lattice = Lattice::none;
  out.genes.assign(counts.columns().begin() + 1, counts.columns().end());
  std::vector<std::size_t> places;
  Unmatched unplaced;
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    const std::string name(counts.field(row, 0));
    const auto found = placed.find(name);
    if (found == placed.end()) {
      unplaced.add(name);
      continue;
    }
    out.spots.push_back(name);
    places.push_back(found->second);
    add_count_row(counts, row, "cell", out.counts);
  }
  Unmatched uncounted;
  for (std::size_t row = 0; row < cells.rows(); ++row) {
    const std::string name(cells.field(row, cells.column("cell_id")));
    if (!counted.contains(name)) uncounted.add(name);
  }
  check(!places.empty() && !unplaced.beyond(most_unmatched, counts.rows()) &&
            !uncounted.beyond(most_unmatched, cells.rows()),
        "section ", sheet.section, ": ", counts_file.name, " and ",
        cells_file.name, " do not join: ", unplaced.number, " of ",
        counts.rows(), " cells with counts have no position", unplaced.first,
        ", ", uncounted.number, " of ", cells.rows(),
        " cells with a position have no counts", uncounted.first, ", at most ",
        most_unmatched, " may; are both tables of the same section?");

  out.pixel_xy.resize(static_cast<Eigen::Index>(places.size()), 2);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double across = cells.number(places[i], x);
    const double down = cells.number(places[i], y);
    check(std::isfinite(across) && std::isfinite(down), cells.place(places[i]),
          ": the position of cell ", out.spots[i], " is not a number");
    out.pixel_xy.row(static_cast<Eigen::Index>(i)) << across, down;
  }
  set_pixel_array(out);
  out.leave_out("counts without a position",
                static_cast<std::int64_t>(unplaced.number));
  out.leave_out("cells without counts",
                static_cast<std::int64_t>(uncounted.number));
  return out;
}

}  // namespace moonstain
