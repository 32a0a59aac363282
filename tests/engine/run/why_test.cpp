#include "core/engine/run/why.h"

#include <boost/test/unit_test.hpp>

#include "tests/engine/test_runs.h"

namespace moonstain {

namespace {

/// Two texts by section, their lengths, the lengths joined.
struct Lengths : TestRuns {
  Lengths() { make("hello"); }
  void make(const std::string& text, const std::string& separator = "+") {
    test.graph.nodes.clear();
    std::vector<NodeIndex> lengths;
    for (const char* section : {"mob/1", "mob/2"}) {
      const NodeIndex note = test.add("write", {{"text", text}}, {}, section);
      lengths.push_back(test.add("length", {}, {{"note", {note}}}, section));
    }
    test.output("joined", test.add("join", {{"separator", separator}},
                                   {{"notes", lengths}}));
  }
  std::string reason(const std::string& path) {
    return why(test.graph, path, test.catalog, test.numbers,
               settings.workspace);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(why_test)

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
