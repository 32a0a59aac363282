#include "core/learn/examples/grid_section.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

Features features(const std::string& section) {
  Features value;
  value.section = section;
  value.encoder = "colour";
  value.spots = {"a", "b", "c"};
  value.values = Matrix{{1, 2}, {3, 4}, {5, 6}};
  value.blank = Eigen::VectorXf::Constant(2, 9);
  return value;
}

Targets targets(const std::string& section) {
  Targets value;
  value.about = section;
  value.names = {"c", "a", "b"};
  value.variables = {"G"};
  value.values = Matrix{{30}, {10}, {20}};
  return value;
}

GridMap grid(const std::string& section) {
  GridMap value;
  value.section = section;
  value.rows = 16;
  value.columns = 16;
  value.spots = {"c", "a"};  // b fell off the grid
  value.row = {1, 2};
  value.column = {3, 4};
  return value;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grid_section_test)

BOOST_AUTO_TEST_CASE(rows_are_joined_by_the_names_of_the_spots) {
  const GridSection joined =
      join_section(features("s"), targets("s"), grid("s"));
  BOOST_TEST((joined.features == (Matrix{{5, 6}, {1, 2}})));
  BOOST_TEST((joined.targets == (Matrix{{30}, {10}})));
  BOOST_TEST(joined.genes[0] == "G");
}

BOOST_AUTO_TEST_CASE(lists_are_matched_by_section) {
  const auto joined =
      join_sections({features("s"), features("t")},
                    {targets("t"), targets("s")}, {grid("t"), grid("s")});
  BOOST_TEST(joined[0].grid.section == "s");
  BOOST_TEST(joined[1].grid.section == "t");
}

BOOST_AUTO_TEST_CASE(what_does_not_join_is_named) {
  BOOST_TEST(error_of([] {
               join_sections({features("s")}, {targets("t")}, {grid("s")});
             }) ==
             "section s stands 0 times in the list of targets, expected once");
  BOOST_TEST(
      error_of([] {
        join_sections({features("s"), features("s")},
                      {targets("s"), targets("s")}, {grid("s"), grid("s")});
      }) == "section s stands 2 times in the list of features, expected once");
  BOOST_TEST(error_of([] {
               Features lacking = features("s");
               lacking.spots[2] = "d";
               join_section(lacking, grid("s"));
             }) == "spot c of section s lies on the grid but has no features");
  BOOST_TEST(
      error_of([] {
        Features lacking = features("s");
        lacking.blank.resize(0);
        join_section(lacking, grid("s"));
      }) ==
      "features of section s have 0 values of a blank tile, expected 2; make "
      "the patches with blank = true");
  BOOST_TEST(
      error_of([] {
        Targets other = targets("t");
        other.variables = {"H"};
        join_sections({features("s"), features("t")}, {targets("s"), other},
                      {grid("s"), grid("t")});
      }) == "sections s and t have different genes in their targets (1 and 1)");
}

BOOST_AUTO_TEST_CASE(sections_of_another_scale_are_refused) {
  const auto wide = [](const std::string& section, double um) {
    Features made = features(section);
    made.tiles = {um / 200, um};
    return made;
  };
  BOOST_TEST(join_section(wide("s", 160), grid("s")).tiles.um == 160);
  BOOST_TEST(
      error_of([&] {
        join_sections({wide("s", 160), wide("t", 140)},
                      {targets("s"), targets("t")}, {grid("s"), grid("t")});
      }) ==
      "features: tiles of section s are 160.0 um wide, those of section t "
      "140.0 um (at most 10 % apart is expected): their pictures are of "
      "different scales. Crop them in um with crop_um of `patches`, or allow "
      "it there with scale = \"any\"");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
