#include <boost/test/unit_test.hpp>

#include "core/data/stored/grid_map.h"
#include "core/data/stored/grid_values.h"
#include "tests/data/stored/written.h"

using namespace moonstain;

namespace {

GridValues small_grid_values() {
  GridValues v;
  v.section = "s";
  v.predictor = {"hist", PredictorKind::model, 42, "C"};
  v.rows = 2;
  v.columns = 3;
  v.row_shift = 1;
  v.variables = {"g", "h"};
  v.values = Matrix{{0, 0}, {1, 10}, {2, 20}, {3, 30}, {4, 40}, {5, 50}};
  return v;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grid_test)

BOOST_AUTO_TEST_CASE(grid_values) {
  const GridValues back = there_and_back(small_grid_values());
  BOOST_TEST(back.predictor.seed == 42);
  BOOST_TEST(back.columns == 3);
  BOOST_TEST(back.row_shift == 1);
  BOOST_TEST(back.values(5, 1) == 50.F);
  // The spot of cell (0, 2) is said of one row below.
  const GridMap grid{"s", 2, 3, 0, 2, {"a"}, {0}, {2}};
  const Predictions spots = at_spots(back, grid);
  BOOST_TEST(spots.names[0] == "a");
  BOOST_TEST(spots.predictor.name == "hist");
  BOOST_TEST(spots.values(0, 1) == 50.F);
  const GridMap other{"s", 3, 3, 0, 2, {"a"}, {0}, {2}};
  BOOST_TEST(error_of([&] { at_spots(back, other); }) ==
             "predictions: the values are of section s on 2 x 3 cells, the "
             "grid is of section s with 3 x 3");
}

BOOST_AUTO_TEST_CASE(grid_values_of_other_shape_are_refused) {
  BOOST_TEST(
      read_with(small_grid_values(), "X", std::vector<float>(12), {2, 6}) ==
      "o: X is [2, 6], expected [6, 2] ([rows * columns, variables])");
}

BOOST_AUTO_TEST_CASE(grid_map) {
  const GridMap g{"s", 80, 64, 1, 79, {"a", "b"}, {3, 4}, {5, 6}};
  const GridMap back = there_and_back(g);
  BOOST_TEST(back.cell(1) == 4 * 64 + 6);
  BOOST_TEST(back.kept_row_end == 79);
  BOOST_TEST(back.spots[0] == "a");
}

BOOST_AUTO_TEST_CASE(spots_outside_of_the_grid_or_in_one_cell_are_named) {
  const GridMap right{"s", 80, 64, 1, 79, {"a", "b"}, {3, 4}, {5, 6}};
  GridMap g = right;
  g.row[0] = -1;
  BOOST_TEST(read_as_written(g) ==
             "o: spot 'a' lies in row -1, column 5, outside of the grid of "
             "80 x 64 (counted from 0)");
  g = right;
  g.column[1] = 64;
  BOOST_TEST(read_as_written(g) ==
             "o: spot 'b' lies in row 4, column 64, outside of the grid of "
             "80 x 64 (counted from 0)");
  g = right;
  g.row[1] = 3;
  g.column[1] = 5;
  BOOST_TEST(
      read_as_written(g) ==
      "o: spots 'a' and 'b' share row 3, column 5, expected a cell each");
  BOOST_TEST(read_with(right, "row", std::vector<std::int32_t>{3, 4}, {1, 2}) ==
             "o: row is [1, 2], expected [2] ([spots])");
}

BOOST_AUTO_TEST_CASE(a_grid_without_cells_or_with_other_rows_kept_is_refused) {
  GridMap g{"s", 80, 0, 1, 79, {}, {}, {}};
  BOOST_TEST(read_as_written(g) ==
             "o: a grid of 80 x 0 cells, expected sides of 1 to 2147483647");
  g.columns = 64;
  BOOST_TEST(read_as_written(g) == "no error");
  g.kept_row_end = 81;
  BOOST_TEST(read_as_written(g) ==
             "o: kept rows 1 to 81, expected a part of the grid's 80 rows");
}

BOOST_AUTO_TEST_SUITE_END()
