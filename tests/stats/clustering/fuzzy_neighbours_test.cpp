#include "core/stats/clustering/fuzzy_neighbours.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(fuzzy_neighbours_test)

BOOST_AUTO_TEST_CASE(nearest_of_a_line) {
  MatrixD line(4, 1);
  line << 0, 1, 3, 3;
  const NearestRows near = nearest_rows(line, 2);
  BOOST_TEST(near.index == (std::vector<std::int32_t>{1, 2, 0, 2, 3, 1, 2, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(near.distance == (std::vector<double>{1, 3, 1, 2, 0, 2, 0, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(
      error_of([&] { nearest_rows(line, 4); }) ==
      "nearest_rows: 4 nearest others of each of 4 row(s); at least 1 is "
      "asked for, and there must be more rows");
}

// Three rows, of each two others, so that weights sum to log2(3). The nearest
// has 1, so the other log2(3) - 1 = 0.58496, whatever its distance.
BOOST_AUTO_TEST_CASE(weights_of_a_row_sum_to_a_logarithm) {
  MatrixD line(3, 1);
  line << 0, 1, 3;
  const WeightedGraph graph = fuzzy_neighbours(nearest_rows(line, 2));
  const double far = std::log2(3) - 1;
  BOOST_REQUIRE(graph.edges.size() == 6U);
  const auto close = boost::test_tools::tolerance(2e-5);
  // 0 and 1 are each other's nearest; 1 is 2's; 2 is nobody's.
  BOOST_TEST(graph.edges[0].weight == 1, close);
  BOOST_TEST(graph.edges[1].weight == far + far - far * far, close);
  BOOST_TEST(graph.edges[3].weight == 1, close);
}

// Equal rows lie at 0, the first distance above it is rho.
BOOST_AUTO_TEST_CASE(equal_rows_are_wholly_neighbours) {
  MatrixD rows(4, 1);
  rows << 2, 2, 2, 2;
  const WeightedGraph graph = fuzzy_neighbours(nearest_rows(rows, 3));
  for (const auto& edge : graph.edges) BOOST_TEST(edge.weight == 1);
}

BOOST_AUTO_TEST_SUITE_END()
