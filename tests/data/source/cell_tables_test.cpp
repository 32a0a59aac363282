// Cells from tables: counts and positions, types, outlines. Each table in which
// cells repeat, do not join, or have no outline is named.
#include "core/data/source/cell_tables.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/source/cell_type_table.h"
#include "core/data/source/outline_table.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;
using Codes = std::vector<std::int32_t>;

const SectionSheet kSheet{"x/S", "x/P", Lattice::none};

const std::string kCounts = "cell_id,FN1,KRT8\n30,0,2\n10,1,0\n20,0,0\n";
const std::string kCells =
    "cell_id,x_px,y_px,cell_type\n10,4.5,2,T\n20,0.25,7,B\n30,9,9.75,T\n";

Dataset read(const std::string& counts, const std::string& cells,
             double most_unmatched = 0) {
  const TempFolder folder;
  write_file(folder / "counts", counts);
  write_file(folder / "cells", cells);
  return read_cell_tables({folder / "counts", "counts.csv"},
                          {folder / "cells", "cells.csv"}, kSheet,
                          most_unmatched);
}

CellTypes types(const std::string& table, const CellTypeTable& how = {}) {
  const TempFolder folder;
  write_file(folder / "t", table);
  return read_cell_types(read(kCounts, kCells), folder / "t", "cells.csv", how);
}

CellOutlines outlines(const std::string& table) {
  const TempFolder folder;
  write_file(folder / "t", table);
  return read_outline_table(folder / "t", "outlines.csv",
                            {"x/S", OutlineKind::nucleus});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell_tables_test)

BOOST_AUTO_TEST_CASE(counts_and_positions_are_joined_by_cell) {
  const Dataset d = read(kCounts, kCells);
  BOOST_TEST(d.spots == (Names{"30", "10", "20"}), tt::per_element());
  BOOST_TEST(d.genes == (Names{"FN1", "KRT8"}), tt::per_element());
  BOOST_TEST(d.counts.row_starts == (std::vector<std::int64_t>{0, 1, 2, 2}),
             tt::per_element());
  BOOST_TEST(d.counts.columns == (Codes{1, 0}), tt::per_element());
  BOOST_TEST(d.counts.values == (Codes{2, 1}), tt::per_element());
  BOOST_TEST(d.pixel_xy(0, 1) == 9.75);
  BOOST_TEST(d.array_xy(0, 1) == 9);
  BOOST_TEST(d.pixel_xy(2, 0) == 0.25);
  BOOST_TEST((d.lattice == Lattice::none));
  BOOST_TEST(d.patient == "x/P");
  BOOST_TEST(d.left_out.empty());
}

BOOST_AUTO_TEST_CASE(cells_that_one_table_lacks_are_left_out_and_counted) {
  const Dataset d =
      read(kCounts + "40,1,1\n", kCells + "50,1,1,T\n60,2,2,B\n", 0.5);
  BOOST_TEST(d.spots.size() == 3U);
  BOOST_REQUIRE(d.left_out.size() == 2U);
  BOOST_TEST(d.left_out[0].first == "counts without a position");
  BOOST_TEST(d.left_out[0].second == 1);
  BOOST_TEST(d.left_out[1].first == "cells without counts");
  BOOST_TEST(d.left_out[1].second == 2);
}

BOOST_AUTO_TEST_CASE(cells_that_do_not_join_are_refused) {
  const auto error = [](const std::string& counts, const std::string& cells) {
    return error_of([&] { read(counts, cells); });
  };
  BOOST_TEST(error(kCounts + "40,1,1\n", kCells) ==
             "section x/S: counts.csv and cells.csv do not join: 1 of 4 cells "
             "with counts have no position (as '40'), 0 of 3 cells with a "
             "position have no counts, at most 0 may; are both tables of the "
             "same section?");
  BOOST_TEST(error("cell_id,A\n1,1\n", "cell_id,x_px,y_px\n2,1,1\n3,1,1\n") ==
             "section x/S: counts.csv and cells.csv do not join: 1 of 1 cells "
             "with counts have no position (as '1'), 2 of 2 cells with a "
             "position have no counts (as '2'), at most 0 may; are both "
             "tables of the same section?");
}

BOOST_AUTO_TEST_CASE(cells_that_repeat_are_refused) {
  const auto error = [](const std::string& counts, const std::string& cells) {
    return error_of([&] { read(counts, cells); });
  };
  BOOST_TEST(error(kCounts + "10,1,1\n", kCells) ==
             "counts.csv: line 5: cell 10 is there twice, before in "
             "counts.csv: line 3");
  BOOST_TEST(error(kCounts, kCells + "30,1,1,T\n") ==
             "cells.csv: line 5: cell 30 is there twice, before in cells.csv: "
             "line 4");
}

BOOST_AUTO_TEST_CASE(tables_that_are_none_of_cells_are_refused) {
  const auto error = [](const std::string& counts, const std::string& cells) {
    return error_of([&] { read(counts, cells); });
  };
  BOOST_TEST(error("cell_id,A\n10,-1\n20,1\n30,1\n", kCells) ==
             "counts.csv: line 2: cell 10, gene A: count is '-1', expected a "
             "whole number from 0 up");
  BOOST_TEST(error(kCounts, "cell_id,x_px,y_px\n10,nan,1\n20,1,1\n30,1,1\n") ==
             "cells.csv: line 2: the position of cell 10 is not a number");
  BOOST_TEST(error("cell_id\n10\n", kCells) ==
             "section x/S: counts.csv has 1 cells and 0 genes, cells.csv 3 "
             "cells; the section is empty");
  BOOST_TEST(error(kCounts, "cell_id,x_px,y_px\n,1,1\n") ==
             "cells.csv: line 2: the cell has no name");
  BOOST_TEST(error_of([] {
               read_cell_tables({}, {}, {"x/S", "x/P", Lattice::square}, 0);
             }) ==
             "section x/S: layout = \"cell_tables\" is of cells, which lie on "
             "no array: give lattice = \"none\", not \"square\"");
}

BOOST_AUTO_TEST_CASE(types_are_of_the_cells_in_their_order) {
  const CellTypes t = types(kCells);
  BOOST_TEST(t.section == "x/S");
  BOOST_TEST(t.how == "column cell_type of cells.csv");
  BOOST_TEST(t.cells == (Names{"30", "10", "20"}), tt::per_element());
  BOOST_TEST(t.classes == (Names{"B", "T"}), tt::per_element());
  BOOST_TEST(t.index == (Codes{1, 1, 0}), tt::per_element());
  // An order of one's own, with a class that no cell is of; a word for none.
  const CellTypes own =
      types(kCells, {.classes = {"T", "Plasma"}, .none = {"B"}});
  BOOST_TEST(own.classes == (Names{"T", "Plasma"}), tt::per_element());
  BOOST_TEST(own.index == (Codes{0, 0, -1}), tt::per_element());
  // A cell that the table has no row of, as far as that is allowed.
  BOOST_TEST(
      types("cell_id,cell_type\n30,T\n10,\n", {.most_unmatched = 0.4}).index ==
          (Codes{0, -1, -1}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(types_without_cells_are_refused) {
  const auto error = [](const std::string& table,
                        const CellTypeTable& how = {}) {
    return error_of([&] { types(table, how); });
  };
  BOOST_TEST(error(kCells + "40,1,1,T\n") ==
             "cell_types: section x/S and cells.csv do not join: 0 of 3 cells "
             "have no type, 1 of 4 types have no cell (as '40'), at most 0.1 "
             "may; are they of the same section?");
  BOOST_TEST(error("cell_id,cell_type\nx-1,T\n", {.most_unmatched = 1}) ==
             "cell_types: section x/S and cells.csv do not join: 3 of 3 cells "
             "have no type (as '30'), 1 of 1 types have no cell (as 'x-1'), "
             "at most 1 may; are they of the same section?");
  BOOST_TEST(error(kCells + "10,1,1,B\n") ==
             "cell_types: cells.csv: line 5: cell 10 is there twice, before "
             "in cells.csv: line 2");
  BOOST_TEST(error(kCells, {.classes = {"T", "Bcell"}}) ==
             "cell_types: cells.csv has the type 'B', which is none of "
             "classes: T, Bcell; add it, or name it in none");
  BOOST_TEST(error(kCells, {.none = {"unassigned"}}) ==
             "cell_types: none names 'unassigned', which no row has; the "
             "types are B, T");
  BOOST_TEST(error(kCells, {.none = {"B", "T"}}) ==
             "cell_types: cells.csv gives no cell a type");
}

BOOST_AUTO_TEST_CASE(outlines_may_stand_in_any_order_of_cells) {
  const CellOutlines o = outlines(
      "cell_id,x_px,y_px\n20,0,0\n20,4,0\n20,0,3\n10,1,1\n10,2,1\n10,2,2.5\n"
      "10,1,2\n10,1,1\n");
  BOOST_TEST(o.section == "x/S");
  BOOST_TEST((o.kind == OutlineKind::nucleus));
  BOOST_TEST(o.cells == (Names{"20", "10"}), tt::per_element());
  // The first vertex of the second one is repeated at its end.
  BOOST_TEST(o.starts == (std::vector<std::int64_t>{0, 3, 7}),
             tt::per_element());
  BOOST_TEST(o.vertices(5, 1) == 2.5);
}

BOOST_AUTO_TEST_CASE(outlines_that_are_none_are_refused) {
  const auto error = [](const std::string& rows) {
    return error_of([&] { outlines("cell_id,x_px,y_px\n" + rows); });
  };
  BOOST_TEST(error("1,0,0\n1,1,0\n1,1,1\n2,5,5\n2,6,5\n2,6,6\n1,0,1\n") ==
             "outlines.csv: line 8: cell 1 has an outline before, which ends "
             "in outlines.csv: line 4; the vertices of an outline stand "
             "together, one outline a cell");
  BOOST_TEST(error("1,0,0\n1,1,0\n1,0,0\n") ==
             "outlines.csv: line 2: the outline of cell 1 has 2 vertices, "
             "expected at least 3");
  BOOST_TEST(error("1,0,0\n1,inf,0\n1,1,1\n") ==
             "outlines.csv: line 3: a vertex of cell 1 is not a number");
  BOOST_TEST(error("") == "outlines.csv: has no outline");
}

// Two of the table's types become one; a third keeps its name.
BOOST_AUTO_TEST_CASE(types_may_stand_under_other_names) {
  const std::string cells =
      "cell_id,x_px,y_px,cell_type\n10,4.5,2,T4\n20,0.25,7,B\n30,9,9.75,T8\n";
  const CellTypes t = types(cells, {.renamed = {"T4 = T", "T8 = T"}});
  BOOST_TEST(t.classes == (Names{"B", "T"}), tt::per_element());
  BOOST_TEST(t.index == (Codes{1, 1, 0}), tt::per_element());
  const auto error = [&](const std::string& one) {
    return error_of([&] { types(cells, {.renamed = {one}}); });
  };
  BOOST_TEST(error("T4=T") ==
             "cell_types: renamed has 'T4=T'; expected \"NAME IN THE TABLE = "
             "NAME\"");
  BOOST_TEST(error("NK = T") ==
             "cell_types: renamed names 'NK', which no row has; the types are "
             "B, T4, T8");
  BOOST_TEST(error_of([&] {
               types(cells, {.renamed = {"T4 = T", "T4 = B"}});
             }) == "cell_types: renamed names 'T4' twice");
}

BOOST_AUTO_TEST_SUITE_END()
