#include "core/stats/clustering/leiden.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

// Two triangles of weight 1, joined by one edge: 0 1 2 and 3 4 5.
WeightedGraph two_triangles() {
  return weighted_graph(6, {{0, 1, 1},
                            {1, 2, 1},
                            {0, 2, 1},
                            {3, 4, 1},
                            {4, 5, 1},
                            {3, 5, 1},
                            {2, 3, 1}});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(leiden_test)

// m = 7; each triangle has 3 edges and strengths of 2 + 2 + 3 = 7, so
// Q / (2 m) = 2 (6 - 49 / 14) / 14 = 5 / 14.
BOOST_AUTO_TEST_CASE(two_triangles_are_two_communities) {
  const WeightedGraph graph = two_triangles();
  BOOST_TEST(graph.total() == 7);
  const auto found = leiden(graph, {.resolution = 1});
  BOOST_TEST(found == (std::vector<std::int32_t>{0, 0, 0, 1, 1, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(partition_quality(graph, found, 1) == 5.0 / 14,
             boost::test_tools::tolerance(1e-12));
}

// All in one: Q / (2 m) = 1 - resolution. At 0.1 that is 0.9; two communities
// have 12 / 14 - 0.1 / 2 = 0.807.
BOOST_AUTO_TEST_CASE(a_low_resolution_joins_them) {
  const auto found = leiden(two_triangles(), {.resolution = 0.1});
  BOOST_TEST(found == std::vector<std::int32_t>(6, 0),
             boost::test_tools::per_element());
}

// At 10 every pair of an edge costs more than it brings: 1 - 10 2 2 / 14 < 0.
BOOST_AUTO_TEST_CASE(a_high_resolution_leaves_each_alone) {
  const auto found = leiden(two_triangles(), {.resolution = 10});
  BOOST_TEST(found == (std::vector<std::int32_t>{0, 1, 2, 3, 4, 5}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nodes_without_edges_stay_alone_and_the_largest_is_first) {
  const WeightedGraph graph = weighted_graph(5, {{3, 4, 2}});
  BOOST_TEST(leiden(graph, {}) == (std::vector<std::int32_t>{1, 2, 3, 0, 0}),
             boost::test_tools::per_element());
  const WeightedGraph none = weighted_graph(2, {});
  BOOST_TEST(leiden(none, {}) == (std::vector<std::int32_t>{0, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(std::isnan(partition_quality(none, {0, 1}, 1)));
}

// A ring of 30 triangles, each joined to the next: the same from any seed, and
// from the same seed the same.
BOOST_AUTO_TEST_CASE(triangles_of_a_ring_are_kept_whole) {
  std::vector<WeightedEdge> edges;
  for (std::int32_t i = 0; i < 30; ++i) {
    const std::int32_t a = 3 * i;
    edges.push_back({a, a + 1, 1});
    edges.push_back({a + 1, a + 2, 1});
    edges.push_back({a, a + 2, 1});
    edges.push_back({a + 2, (a + 3) % 90, 0.1});
  }
  const WeightedGraph graph = weighted_graph(90, edges);
  const auto found = leiden(graph, {.resolution = 5, .seed = 3});
  BOOST_TEST(found == leiden(graph, {.resolution = 5, .seed = 3}),
             boost::test_tools::per_element());
  for (std::size_t i = 0; i < 90; i += 3) {
    BOOST_TEST(found[i] == found[i + 1]);
    BOOST_TEST(found[i] == found[i + 2]);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_said) {
  BOOST_TEST(error_of([] { weighted_graph(2, {{1, 1, 1}}); }) ==
             "weighted_graph: an edge of weight 1 between nodes 1 and 1 of 2; "
             "expected two different nodes and a weight above 0");
  BOOST_TEST(error_of([] { leiden(two_triangles(), {.resolution = 0}); }) ==
             "leiden: resolution 0 and 2 iteration(s); expected a resolution "
             "above 0 and at least 1");
}

BOOST_AUTO_TEST_SUITE_END()
