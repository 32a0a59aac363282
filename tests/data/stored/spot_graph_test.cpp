#include "core/data/stored/spot_graph.h"

#include <boost/test/unit_test.hpp>

#include "tests/data/stored/written.h"

using namespace moonstain;

namespace {

SpotGraph small_graph() {
  SpotGraph g;
  g.section = "her2st/B4";
  g.spots = {"a", "b", "c"};
  g.edges.resize(2, 4);
  g.edges << 0, 1, 0, 2,  //
      1, 0, 2, 0;
  g.rule = "by hand";
  return g;
}

using Numbers = std::vector<std::int64_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(spot_graph_test)

BOOST_AUTO_TEST_CASE(a_graph_comes_back) {
  const SpotGraph back = there_and_back(small_graph());
  BOOST_TEST(back.section == "her2st/B4");
  BOOST_TEST(back.rule == "by hand");
  BOOST_TEST(back.spots == small_graph().spots,
             boost::test_tools::per_element());
  BOOST_TEST((back.edges == small_graph().edges));
  SpotGraph bare = small_graph();
  bare.edges.resize(2, 0);
  BOOST_TEST(there_and_back(bare).edges.cols() == 0);
}

BOOST_AUTO_TEST_CASE(edges_that_lead_nowhere_or_twice_are_named) {
  const SpotGraph g = small_graph();
  BOOST_TEST(read_with(g, "edges", Numbers{0, 1, 1, 3}, {2, 2}) ==
             "o: edge 1 leads from spot 1 to spot 3, there are 3 (counted "
             "from 0)");
  BOOST_TEST(read_with(g, "edges", Numbers{0, -1, 1, 1}, {2, 2}) ==
             "o: edge 1 leads from spot -1 to spot 1, there are 3 (counted "
             "from 0)");
  BOOST_TEST(read_with(g, "edges", Numbers{2, 0, 2, 1, 0, 1}, {2, 3}) ==
             "o: the edge from spot 'c' to spot 'b' is there twice, expected "
             "once");
  BOOST_TEST(read_with(g, "edges", Numbers{0, 1, 2, 1, 0, 0}, {3, 2}) ==
             "o: edges is [3, 2], expected [2, 2] ([(from, to), edges])");
}

BOOST_AUTO_TEST_SUITE_END()
