#include "core/data/prepare/background_dataset.h"

#include <boost/test/unit_test.hpp>
#include <map>

#include "core/base/error.h"
#include "core/data/prepare/placement.h"
#include "core/data/stored/geometry.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

// Spots of an array in a picture of 170 x 130 px: a place lies at pixel
// (10 + 20 x, 15 + 20 y), so that x goes from 0 to 7 and y from 0 to 5 there.
Dataset section(Lattice lattice,
                const std::vector<std::pair<int, int>>& places) {
  Dataset d;
  d.section = "data/S1";
  d.patient = "data/P1";
  d.lattice = lattice;
  d.picture_width_px = 170;
  d.picture_height_px = 130;
  d.genes = {"ACTB"};
  d.array_xy.resize(static_cast<Eigen::Index>(places.size()), 2);
  d.pixel_xy.resize(static_cast<Eigen::Index>(places.size()), 2);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto [x, y] = places[i];
    d.spots.push_back(concat(x, "x", y));
    d.array_xy.row(static_cast<Eigen::Index>(i)) << x, y;
    d.pixel_xy.row(static_cast<Eigen::Index>(i)) << 10 + 20 * x, 15 + 20 * y;
  }
  d.counts.rows = static_cast<std::int64_t>(places.size());
  d.counts.columns_count = 1;
  d.counts.row_starts.assign(places.size() + 1, 0);
  return d;
}

std::map<std::string, std::pair<double, double>> pixels(const Dataset& d) {
  std::map<std::string, std::pair<double, double>> out;
  for (std::size_t i = 0; i < d.spots.size(); ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    out[d.spots[i]] = {d.pixel_xy(at, 0), d.pixel_xy(at, 1)};
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(background_dataset_test)

// Of 8 x 6 places in the picture 4 hold a spot. The spots' box, x 2 to 3 and y
// 1 to 2, is centred in 10 columns and 8 rows, so that x = 2 lies in column 4
// and y = 1 in row 4.
BOOST_AUTO_TEST_CASE(places_in_the_picture_without_a_spot_are_cells) {
  const Dataset d = section(Lattice::square, {{2, 1}, {3, 1}, {2, 2}, {3, 2}});
  const GridMap grid = place_on_grid(d, 10, 10, 1);
  BOOST_TEST_REQUIRE(grid.column[0] == 4);
  BOOST_TEST_REQUIRE(grid.row[0] == 4);
  const Dataset cells = background_dataset(d, grid);
  const auto at = pixels(cells);
  BOOST_TEST(at.size() == 44U);
  BOOST_TEST(!at.contains("4,4"));
  BOOST_TEST((at.at("3,2") == std::pair{10.0, 15.0}));    // x = 0, y = 0
  BOOST_TEST((at.at("8,9") == std::pair{150.0, 115.0}));  // x = 7, y = 5
  BOOST_TEST(cells.genes.empty());
  BOOST_TEST(cells.section == "data/S1");
  BOOST_TEST((fault_of(cells, geometry_of(cells)).empty()));
  const TempFolder folder;
  cells.write(folder.path / "cells");
  BOOST_TEST((Dataset::read(folder.path / "cells").spots == cells.spots));
}

// Every second place of a row: cell (r, c) is row r - 1, column 2 c, or 2 c + 1
// in odd rows of the array. Rows 0 and 79 of the grid are no place of it, also
// where the picture would have one.
BOOST_AUTO_TEST_CASE(a_hexagonal_arrays_cells_are_its_places) {
  const Dataset d =
      section(Lattice::hexagonal, {{2, 0}, {3, 1}, {2, 2}, {1, 1}});
  const auto at = pixels(background_dataset(d, place_on_grid(d, 80, 64, 1)));
  BOOST_TEST(at.size() == 4U * 6 - 4);
  BOOST_TEST((at.at("1,0") == std::pair{10.0, 15.0}));   // x = 0, y = 0
  BOOST_TEST((at.at("2,2") == std::pair{110.0, 35.0}));  // x = 5, y = 1
  BOOST_TEST(!at.contains("2,1"));                       // x = 3, y = 1
  Dataset lower = d;
  for (Eigen::Index i = 0; i < 4; ++i) lower.pixel_xy(i, 1) += 20;
  for (const auto& [name, pixel] :
       pixels(background_dataset(lower, place_on_grid(lower, 80, 64, 1)))) {
    BOOST_TEST(!name.starts_with("0,"), name);
  }
}

BOOST_AUTO_TEST_CASE(what_has_no_place_is_refused) {
  const Dataset d = section(Lattice::square, {{2, 1}, {3, 1}, {2, 2}, {3, 2}});
  const GridMap grid = place_on_grid(d, 10, 10, 1);
  const auto refused = [&](const Dataset& dataset, const GridMap& on) {
    return error_of([&] { background_dataset(dataset, on); });
  };
  GridMap other = grid;
  other.spots.pop_back();
  BOOST_TEST(refused(d, other) ==
             "background_dataset: section data/S1: the grid is of 3 spots of "
             "section data/S1, expected the same 4 spots");
  Dataset blind = d;
  blind.picture_width_px = 0;
  BOOST_TEST(refused(blind, grid) ==
             "background_dataset: section data/S1: the size of its picture is "
             "not known; give `dataset` the picture");
  const Dataset line =
      section(Lattice::square, {{2, 1}, {3, 1}, {4, 1}, {5, 1}});
  BOOST_TEST(refused(line, place_on_grid(line, 10, 10, 1)) ==
             "background_dataset: section data/S1: 4 spots do not say where "
             "the array lies in the picture; at least 4 that are not on one "
             "line of it are needed");
  Dataset small = d;
  small.picture_width_px = small.picture_height_px = 5;
  BOOST_TEST(refused(small, grid) ==
             "background_dataset: section data/S1: no cell without a spot lies "
             "in the picture");
}

BOOST_AUTO_TEST_SUITE_END()
