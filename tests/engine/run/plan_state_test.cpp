#include "core/engine/run/plan_state.h"

#include <boost/test/unit_test.hpp>

#include "core/base/path.h"
#include "tests/engine/test_runs.h"

namespace moonstain {

namespace {

/// Two texts by section, their lengths, the lengths joined.
struct Lengths : TestRuns {
  NodeIndex join = 0;

  Lengths() { make("+"); }
  void make(const std::string& separator) {
    test.graph.nodes.clear();
    std::vector<NodeIndex> lengths;
    for (const char* section : {"mob/1", "mob/2"}) {
      const NodeIndex note = test.add("write", {}, {}, section);
      lengths.push_back(test.add("length", {}, {{"note", {note}}}, section));
    }
    join = test.add("join", {{"separator", separator}}, {{"notes", lengths}});
    test.output("joined", join);
  }
  PlanState plan() {
    return plan_state(test.graph, test.catalog, test.numbers,
                      settings.workspace);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(plan_state_test)

BOOST_AUTO_TEST_CASE(a_plan_tells_what_runs_what_is_kept_and_what_may_be) {
  Lengths runs;
  PlanState plan = runs.plan();
  BOOST_TEST(!path_exists(runs.settings.workspace));
  BOOST_TEST(plan.will_run == 2U);  // the texts; the rest depends on them
  BOOST_TEST(plan.may_be_kept == 3U);
  runs.run();
  plan = runs.plan();
  BOOST_TEST(plan.kept == 5U);
  BOOST_TEST((plan.states[runs.join] == NodeState::kept));
  BOOST_TEST(plan.objects[runs.join].has_value());
  runs.make("-");
  plan = runs.plan();
  BOOST_TEST(plan.kept == 4U);
  BOOST_TEST((plan.states[runs.join] == NodeState::will_run));
  BOOST_TEST(plan.keys[runs.join].has_value());
  BOOST_TEST(!plan.objects[runs.join].has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
