#include "core/engine/plan/node_path.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

// Two texts by section, the length of each, the lengths joined.
Graph joined() {
  Graph graph;
  const auto add = [&](const std::string& step, const std::string& section,
                       const std::string& input,
                       std::vector<NodeIndex> inputs) {
    Node node;
    node.step = step;
    node.section = section;
    if (!inputs.empty()) node.inputs = {{input, std::move(inputs)}};
    graph.nodes.push_back(node);
  };
  add("write", "mob/1", "", {});
  add("length", "mob/1", "note", {0});
  add("write", "mob/2", "", {});
  add("length", "mob/2", "note", {2});
  add("join", "", "notes", {1, 3});
  graph.outputs["joined"] = {4};
  return graph;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(node_path_test)

BOOST_AUTO_TEST_CASE(a_path_names_a_node) {
  const Graph graph = joined();
  BOOST_TEST(node_at(graph, "joined") == 4U);
  BOOST_TEST(node_at(graph, "joined.notes[2]") == 3U);
  BOOST_TEST(node_at(graph, "joined.notes[2].note") == 2U);
  BOOST_TEST(node_at(graph, "joined.notes[1]") ==
             node_at(graph, "joined.notes[mob/1]"));
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

BOOST_AUTO_TEST_CASE(a_value_of_several_has_an_index_in_its_path) {
  const Graph graph = joined();
  BOOST_TEST(item_path("joined", graph.nodes[4].inputs[0], 1) ==
             "joined.notes[2]");
  BOOST_TEST(item_path("joined.notes[2]", graph.nodes[3].inputs[0], 0) ==
             "joined.notes[2].note");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
