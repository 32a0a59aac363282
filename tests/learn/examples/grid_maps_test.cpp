#include "core/learn/examples/grid_maps.h"

#include <boost/test/unit_test.hpp>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// Two spots on a grid of 3 x 2 cells, two features, two genes.
GridSection section() {
  GridSection value;
  value.grid.section = "s";
  value.grid.rows = 3;
  value.grid.columns = 2;
  value.grid.spots = {"a", "b"};
  value.grid.row = {0, 1};
  value.grid.column = {1, 0};
  value.features = Matrix{{1, 2}, {3, 4}};
  value.blank = Eigen::VectorXf::LinSpaced(2, 8, 9);
  value.targets = Matrix{{10, 20}, {30, 40}};
  return value;
}

std::vector<float> flat(const at::Tensor& maps) {
  return {maps.const_data_ptr<float>(),
          maps.const_data_ptr<float>() + maps.numel()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grid_maps_test)

BOOST_AUTO_TEST_CASE(features_lie_at_their_cells_and_the_blank_elsewhere) {
  prepare_torch();
  BOOST_TEST(flat(feature_maps({section()}, {0})) ==
                 (std::vector<float>{8, 1, 3, 8, 8, 8,    // feature 0
                                     9, 2, 4, 9, 9, 9}),  // feature 1
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_the_picture_shows_stands_in_for_the_blank) {
  GridSection one = section();
  one.encoder = "colour";
  Features background{.section = "s",
                      .encoder = "colour",
                      .spots = {"2,1", "0,0"},
                      .values = Matrix{{5, 6}, {7, 7}},
                      .blank = {}};
  join_background(one, background);
  BOOST_TEST(flat(feature_maps({one}, {0})) ==
                 (std::vector<float>{7, 1, 3, 8, 8, 5,    // feature 0
                                     7, 2, 4, 9, 9, 6}),  // feature 1
             boost::test_tools::per_element());
  one.moved_to = {5, 4, 3, 2, 1, 0};
  BOOST_TEST(flat(feature_maps({one}, {0})) ==
                 (std::vector<float>{5, 8, 8, 3, 1, 7,  //
                                     6, 9, 9, 4, 2, 7}),
             boost::test_tools::per_element());

  const auto refused = [&](const std::string& cell) {
    background.spots = {"2,1", cell};
    return error_of([&] { join_background(one, background); });
  };
  BOOST_TEST(refused("3,0") ==
             "background of section s: '3,0' is no cell of a grid of 3 x 2; "
             "cells are named \"ROW,COLUMN\"");
  BOOST_TEST(
      refused("1,0") ==
      "background of section s: cell 1,0 holds a spot or is there twice");
  BOOST_TEST(
      refused("2,1") ==
      "background of section s: cell 2,1 holds a spot or is there twice");
  background.encoder = "other";
  BOOST_TEST(refused("0,0") ==
             "background of section s: it has 2 values of other, the spots "
             "have 2 of colour");
  std::vector<GridSection> sections{one};
  BOOST_TEST(error_of([&] { join_backgrounds(sections, {}); }) ==
             "backgrounds of 0 sections for 1; give one of each");
}

BOOST_AUTO_TEST_CASE(targets_are_zero_between_the_spots_and_can_be_shifted) {
  BOOST_TEST(flat(target_maps({section()}, {0}, 0)) ==
                 (std::vector<float>{0, 10, 30, 0, 0, 0,  //
                                     0, 20, 40, 0, 0, 0}),
             boost::test_tools::per_element());
  BOOST_TEST(flat(target_maps({section()}, {0}, 1)) ==
                 (std::vector<float>{0, 0, 0, 10, 30, 0,  //
                                     0, 0, 0, 20, 40, 0}),
             boost::test_tools::per_element());
  BOOST_TEST(error_of([] { target_maps({section()}, {0}, 2); }) ==
             "section s: spot 'b' of grid row 1 moved by 2 leaves the grid of "
             "3 rows");
  BOOST_TEST(error_of([] { target_maps({section()}, {0}, -1); }) ==
             "section s: spot 'a' of grid row 0 moved by -1 leaves the grid of "
             "3 rows");
}

BOOST_AUTO_TEST_CASE(values_are_read_where_they_were_put) {
  Matrix grid(6, 2);
  grid << 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5;
  BOOST_TEST(
      (values_at_spots(grid, section().grid, 0) == (Matrix{{1, 1}, {2, 2}})));
  BOOST_TEST(
      (values_at_spots(grid, section().grid, 1) == (Matrix{{3, 3}, {4, 4}})));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
