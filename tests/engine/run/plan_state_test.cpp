#include "core/engine/run/plan_state.h"

#include <boost/test/unit_test.hpp>

#include "core/base/path.h"
#include "core/engine/record/run_record.h"
#include "tests/engine/test_runs.h"

namespace moonstain {

namespace {

/// Two texts by section, their lengths, the lengths joined.
struct Lengths : TestRuns {
  NodeIndex join = 0;

  Lengths() { make("hello"); }
  void make(const std::string& text, const std::string& separator = "+") {
    test.graph.nodes.clear();
    std::vector<NodeIndex> lengths;
    for (const char* section : {"mob/1", "mob/2"}) {
      const NodeIndex note = test.add("write", {{"text", text}}, {}, section);
      lengths.push_back(test.add("length", {}, {{"note", {note}}}, section));
    }
    join = test.add("join", {{"separator", separator}}, {{"notes", lengths}});
    test.output("joined", join);
  }
  PlanState plan() {
    return plan_state(test.graph, test.catalog, test.numbers,
                      settings.workspace);
  }
  std::string reason(const std::string& path) {
    return why(test.graph, path, test.catalog, test.numbers,
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
  runs.make("hello", "-");
  plan = runs.plan();
  BOOST_TEST(plan.kept == 4U);
  BOOST_TEST((plan.states[runs.join] == NodeState::will_run));
  BOOST_TEST(plan.keys[runs.join].has_value());
  BOOST_TEST(!plan.objects[runs.join].has_value());
}

BOOST_AUTO_TEST_CASE(a_path_names_a_node) {
  Lengths runs;
  const Graph& graph = runs.test.graph;
  BOOST_TEST(node_at(graph, "joined") == 4U);
  BOOST_TEST(node_at(graph, "joined.notes[2]") == 3U);
  BOOST_TEST(node_at(graph, "joined.notes[2].note") == 2U);
  BOOST_TEST(node_at(graph, "joined.notes[1]") ==
             node_at(graph, "joined.notes[mob/1]"));
  BOOST_TEST(node_at(graph, "joined.notes[2]") == 3U);
  const auto error = [&](const std::string& path) {
    return error_of([&] { node_at(graph, path); });
  };
  BOOST_TEST(error("join") == "path join: no 'join'; there is joined");
  BOOST_TEST(error("joined.nodes") ==
             "path joined.nodes: no 'nodes'; there is notes");
  BOOST_TEST(error("joined.notes") ==
             "path joined.notes: 'notes' has 2 values; name one as notes[1] to "
             "notes[2], or by section");
  BOOST_TEST(error("joined.notes[3]") ==
             "path joined.notes[3]: 'notes' has 2 value(s), counted from 1");
  BOOST_TEST(error("joined.notes[B4]") ==
             "path joined.notes[B4]: 'notes' has no value of section B4");
  BOOST_TEST(error("joined.notes[3") == "path joined.notes[3: '[' without ']'");
  BOOST_TEST(error("joined..notes") ==
             "path joined..notes: expected NAME[INDEX].NAME[INDEX]...");
}

BOOST_AUTO_TEST_CASE(why_names_the_first_thing_that_differs) {
  Lengths runs;
  BOOST_TEST(runs.reason("joined") ==
             "joined (join, recipe.lua:5): may be kept\n"
             "no earlier run of test to compare with");
  runs.run();
  BOOST_TEST(runs.reason("joined").ends_with(
      "\nthe same as in run 0001 (default, done)"));
  runs.make("hello", "-");
  BOOST_TEST(runs.reason("joined") ==
             "joined (join, recipe.lua:5): will run\n"
             "first difference from run 0001 (default, done):\n"
             "  joined: join option separator = \"-\", was \"+\"");
  // Two things differ; the one further up made the other.
  runs.make("world");
  BOOST_TEST(runs.reason("joined") ==
             "joined (join, recipe.lua:5): may be kept\n"
             "first difference from run 0001 (default, done):\n"
             "  joined.notes[1].note: write option text = \"world\", was "
             "\"hello\"");
}

BOOST_AUTO_TEST_CASE(why_tells_versions_files_and_counts) {
  Lengths runs;
  runs.run();
  const Graph before = runs.test.graph;
  auto& nodes = runs.test.graph.nodes;
  nodes[0].version = 2;
  for (NodeIndex node : {0, 1, 4}) {
    nodes[node].id =
        node_id(nodes[node], Numeric::exact, runs.test.numbers, nodes);
  }
  BOOST_TEST(runs.reason("joined").ends_with(
      "\n  joined.notes[1].note: write version 2, was 1"));
  runs.test.graph = before;
  nodes[4].inputs[0].nodes = {1};
  nodes[4].id = node_id(nodes[4], Numeric::exact, runs.test.numbers, nodes);
  BOOST_TEST(
      runs.reason("joined").ends_with("\n  joined.notes: 1 value(s), was 2"));
  runs.test.graph = before;
  nodes[0] = Node();
  nodes[0].source = {"a.txt", 3, sha256("abc"), "", {}};
  nodes[0].id = sha256("abc");
  for (NodeIndex node : {1, 4}) {
    nodes[node].id =
        node_id(nodes[node], Numeric::exact, runs.test.numbers, nodes);
  }
  BOOST_TEST(runs.reason("joined").ends_with(
      "\n  joined.notes[1].note: file a.txt ba7816bf8f01, was step write"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
