#include "core/engine/check/section_reading.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {
namespace {

const SectionReading kReading{"Dataset", "compare", "datasets"};
const NumericClass kNumbers{"native", "libm: test", "torch: test"};

StepDecl step(const std::string& name, const std::string& output) {
  StepDecl decl;
  decl.name = name;
  decl.output = output;
  return decl;
}

Catalog catalog() {
  Catalog catalog;
  catalog.add(step("dataset", "Dataset"));
  catalog.add(step("inner", "Dataset"));
  catalog.add(step("other", "Patches"));
  StepDecl compare = step("compare", "Copies");
  compare.version = 7;
  InputDecl input;
  input.name = "datasets";
  input.type = "Dataset";
  input.many = true;
  compare.inputs = {input};
  catalog.add(std::move(compare));
  return catalog;
}

Node node(const std::string& step, const std::string& section) {
  Node made;
  made.step = step;
  made.section = section;
  made.where = "recipe.lua:2";
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(section_reading_test)

// The border of d/A is left out in `inner`: the section itself is read.
BOOST_AUTO_TEST_CASE(the_first_value_of_each_section_is_read) {
  Graph graph;
  graph.nodes = {node("dataset", "d/A"), node("other", "d/A"),
                 node("inner", "d/A"), node("dataset", "d/B"),
                 node("dataset", "")};
  graph.outputs = {{"findings", {1}}};
  const auto with = with_reading(graph, catalog(), kNumbers, kReading);
  BOOST_REQUIRE(with.has_value());
  BOOST_REQUIRE(with->nodes.size() == 6U);
  BOOST_REQUIRE(with->outputs.size() == 1U);
  BOOST_TEST((with->outputs.at("compare") == std::vector<NodeIndex>{5}));
  const Node& made = with->nodes.back();
  BOOST_TEST(made.step.str() == "compare");
  BOOST_TEST(made.version == 7);
  BOOST_REQUIRE(made.inputs.size() == 1U);
  BOOST_TEST((made.inputs[0].nodes == std::vector<NodeIndex>{0, 3}));
}

BOOST_AUTO_TEST_CASE(one_section_is_like_no_other) {
  Graph graph;
  graph.nodes = {node("dataset", "d/A"), node("inner", "d/A")};
  BOOST_TEST(!with_reading(graph, catalog(), kNumbers, kReading).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
