#include "core/data/prepare/edge_distance.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

Dataset spots(Lattice lattice, const std::vector<std::pair<int, int>>& places) {
  Dataset dataset;
  dataset.section = "x/1";
  dataset.lattice = lattice;
  dataset.array_xy.resize(static_cast<Eigen::Index>(places.size()), 2);
  for (const auto& [x, y] : places) {
    const auto row = static_cast<Eigen::Index>(dataset.spots.size());
    dataset.array_xy.row(row) << x, y;
    dataset.spots.push_back(concat(x, "x", y));
  }
  return dataset;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(edge_distance_test)

// Of 3 x 3 spots the middle one lies two places from the edge; with a hole at a
// corner the root of 2.
BOOST_AUTO_TEST_CASE(a_square_array_counts_places) {
  std::vector<std::pair<int, int>> places{
      {1, 1}, {0, 0}, {1, 0}, {2, 0}, {0, 1}, {2, 1}, {0, 2}, {1, 2}, {2, 2}};
  const Features whole = edge_distance(spots(Lattice::square, places));
  BOOST_TEST(whole.values(0, 0) == 2);
  BOOST_TEST(whole.values(1, 0) == 1);
  BOOST_TEST(whole.encoder == "edge_distance");
  BOOST_TEST(whole.spots.front() == "1x1");
  places.pop_back();
  BOOST_TEST(edge_distance(spots(Lattice::square, places)).values(0, 0) ==
                 std::sqrt(2.F),
             tt::tolerance(1e-6F));
}

// A spot and its six neighbours: the next ring is the root of 3 away.
BOOST_AUTO_TEST_CASE(a_hexagonal_array_has_six_neighbours) {
  const Features features = edge_distance(
      spots(Lattice::hexagonal,
            {{4, 4}, {2, 4}, {6, 4}, {3, 3}, {5, 3}, {3, 5}, {5, 5}}));
  BOOST_TEST(features.values(0, 0) == std::sqrt(3.F), tt::tolerance(1e-6F));
  for (Eigen::Index spot = 1; spot < 7; ++spot) {
    BOOST_TEST(features.values(spot, 0) == 1, tt::tolerance(1e-6F));
  }
}

BOOST_AUTO_TEST_CASE(what_lies_on_no_array_is_refused) {
  BOOST_TEST(error_of([] { edge_distance(spots(Lattice::none, {{0, 0}})); }) ==
             "edge_distance: section x/1 has cells, which lie on no array");
  BOOST_TEST(error_of([] { edge_distance(spots(Lattice::square, {})); }) ==
             "edge_distance: section x/1 has no spot");
  BOOST_TEST(error_of([] {
               edge_distance(spots(Lattice::hexagonal, {{0, 0}, {1, 0}}));
             }) ==
             "edge_distance: spots 0x0 and 1x0 of section x/1 are not of one "
             "hexagonal array");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
