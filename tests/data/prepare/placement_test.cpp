#include "core/data/prepare/placement.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

Dataset with_spots(Lattice lattice,
                   const std::vector<std::pair<int, int>>& positions) {
  Dataset d;
  d.section = "s";
  d.lattice = lattice;
  d.array_xy.resize(static_cast<Eigen::Index>(positions.size()), 2);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto [x, y] = positions[i];
    d.array_xy.row(static_cast<Eigen::Index>(i)) << x, y;
    d.spots.push_back(concat(x, "x", y));
  }
  return d;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(placement_test)

// recipes/hist_loocv/METHOD.md 2.1 and 2.2: row r + 1, column floor(c / 2); the
// corners of a Visium array, 78 rows and 128 columns.
BOOST_AUTO_TEST_CASE(hexagonal_arrays_fill_the_grid_as_the_paper_maps_them) {
  const Dataset d =
      with_spots(Lattice::hexagonal, {{0, 0}, {1, 1}, {126, 76}, {127, 77}});
  const GridMap g = place_on_grid(d, 80, 64, 1);
  BOOST_TEST(g.row[0] == 1);
  BOOST_TEST(g.column[0] == 0);
  BOOST_TEST(g.row[1] == 2);
  BOOST_TEST(g.column[1] == 0);
  BOOST_TEST(g.column[2] == 63);
  BOOST_TEST(g.row[3] == 78);
  BOOST_TEST(g.column[3] == 63);
  BOOST_TEST(g.kept_row_begin == 1);
  BOOST_TEST(g.kept_row_end == 79);
  BOOST_TEST(place_on_grid(d, 80, 64, 2).row[3] == 79);
}

// 3 columns in 64: 30 free on the left, 31 on the right; 2 rows in 78: 38
// above, then the offset.
BOOST_AUTO_TEST_CASE(square_arrays_are_centred) {
  const Dataset d = with_spots(Lattice::square, {{10, 20}, {12, 21}, {11, 20}});
  const GridMap g = place_on_grid(d, 80, 64, 1);
  BOOST_TEST(g.column[0] == 30);
  BOOST_TEST(g.column[1] == 32);
  BOOST_TEST(g.row[0] == 39);
  BOOST_TEST(g.row[1] == 40);
  BOOST_TEST(place_on_grid(d, 80, 64, 2).row[0] == 40);
}

// Without blank rows 80 rows fit, and all are kept; with two of them 78 do.
BOOST_AUTO_TEST_CASE(a_grid_without_blank_rows_is_filled_whole) {
  const Dataset d = with_spots(Lattice::square, {{0, 0}, {63, 79}});
  const GridMap g = place_on_grid(d, 80, 64, 0, 0);
  BOOST_TEST(g.row[0] == 0);
  BOOST_TEST(g.row[1] == 79);
  BOOST_TEST(g.column[1] == 63);
  BOOST_TEST(g.kept_row_begin == 0);
  BOOST_TEST(g.kept_row_end == 80);
  BOOST_TEST(error_of([&] { place_on_grid(d, 80, 64, 0); }) ==
             "grid: section s spans 64 columns and 80 rows of spots, the grid "
             "has room for 64 and 78");
  BOOST_TEST(error_of([&] { place_on_grid(d, 80, 64, 0, 3); }) ==
             "grid: blank_rows = 3 of 80 rows; expected an even number below "
             "that");
}

BOOST_AUTO_TEST_CASE(an_array_that_does_not_fit_is_named) {
  BOOST_TEST(
      error_of([] {
        place_on_grid(with_spots(Lattice::square, {{0, 0}, {64, 0}}), 80, 64,
                      1);
      }) ==
      "grid: section s spans 65 columns and 1 rows of spots, the grid has "
      "room for 64 and 78");
  BOOST_TEST(error_of([] {
               place_on_grid(with_spots(Lattice::hexagonal, {{128, 4}}), 80, 64,
                             1);
             }) ==
             "grid: section s: spot 128x4 at array position (128, 4) comes to "
             "row 5, column 64 of a grid of 80 x 64");
}

BOOST_AUTO_TEST_CASE(two_spots_in_one_cell_are_named) {
  BOOST_TEST(error_of([] {
               place_on_grid(with_spots(Lattice::hexagonal, {{4, 7}, {5, 7}}),
                             80, 64, 1);
             }) ==
             "grid: section s: spots 4x7 and 5x7 both come to row 8, column 2; "
             "is the lattice really hexagonal?");
}

BOOST_AUTO_TEST_CASE(cells_have_no_grid) {
  BOOST_TEST(error_of([] {
               place_on_grid(with_spots(Lattice::none, {{4, 7}}), 80, 64, 1);
             }) ==
             "grid: section s is of cells, which lie on no array; a grid needs "
             "spots of one");
}

BOOST_AUTO_TEST_SUITE_END()
