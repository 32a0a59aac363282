#include "core/engine/plan/step_times.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

namespace {

// fit takes 10 s, score 1 s; two fits, each with a score, one joined result.
Graph graph() {
  Graph graph;
  const auto add = [&](const std::string& step, std::vector<NodeIndex> inputs) {
    Node node;
    node.step = step;
    node.inputs = {{"in", std::move(inputs)}};
    graph.nodes.push_back(node);
  };
  add("fit", {});
  add("score", {0});
  add("quick", {});
  add("join", {1, 2});
  return graph;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_times_test)

// join is unknown: 1 s. score 1 + 1, fit 10 + 2, quick 0.5 + 1.
BOOST_AUTO_TEST_CASE(ranks_are_the_longest_way_to_an_output) {
  const StepTimes estimate({{"fit", 10}, {"score", 1}, {"quick", 0.5}});
  BOOST_TEST(estimate.ranks(graph()) == (std::vector<double>{12, 2, 1.5, 1}),
             boost::test_tools::per_element());
}

// 2 x 10 s to start and 4 s running on two cores: 12 s; on eight cores the
// longest of what runs, or the share of the work.
BOOST_AUTO_TEST_CASE(remaining_time_is_work_by_cores_or_the_longest_task) {
  StepTimes estimate({{"fit", 10}});
  estimate.expect("fit");
  estimate.expect("fit");
  BOOST_TEST(estimate.remaining_s({4}, 2) == 12.0);
  estimate.settle("fit");
  estimate.settle("fit");
  BOOST_TEST(estimate.remaining_s({4, 1}, 8) == 4.0);
  estimate.expect("unknown");
  BOOST_TEST(estimate.remaining_s({}, 2) == -1.0);
  estimate.learn("unknown", 3);
  estimate.learn("unknown", 5);
  BOOST_TEST(estimate.remaining_s({}, 1) == 4.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
