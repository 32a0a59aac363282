#include "core/engine/record/plan_record.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/store/workspace.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

Graph graph() {
  Graph graph;
  graph.recipe = "demo";
  graph.nodes.resize(2);
  graph.nodes[0].source = {"genes.txt", 3, sha256("abc"), "mob", {}};
  graph.nodes[0].id = sha256("abc");
  graph.nodes[1].step = "targets";
  graph.nodes[1].version = 2;
  graph.nodes[1].options = Json{{"seed", 1}, {"scale", 1.0}};
  graph.nodes[1].inputs = {{"genes", {0}}};
  graph.nodes[1].section = "mob/1";
  graph.nodes[1].where = "recipe.lua:3";
  graph.nodes[1].id = sha256("id");
  graph.outputs = {{"targets", {1}}};
  graph.params = {{"epochs", "passes", 200, 200, false}};
  return graph;
}

const NumericClass kNumbers{"native", "libm: x", "torch: y"};

}  // namespace

BOOST_AUTO_TEST_SUITE(plan_record_test)

BOOST_AUTO_TEST_CASE(a_plan_is_read_back_without_its_recipe_lines) {
  const Graph before = graph();
  const Json json = plan_json(before, kNumbers);
  BOOST_TEST(canonical_json(json).find("recipe.lua") == std::string::npos);
  const StoredPlan plan = parse_plan(json, "plan");
  BOOST_TEST((plan.numbers == kNumbers));
  BOOST_TEST(canonical_json(plan_json(plan.graph, plan.numbers)) ==
             canonical_json(json));
  BOOST_TEST(
      (plan_digest(plan.graph, kNumbers) == plan_digest(before, kNumbers)));
}

// The name is the same: a node in bfloat16 says so by its id.
BOOST_AUTO_TEST_CASE(the_class_of_bfloat16_is_kept_and_names_no_plan) {
  NumericClass numbers = kNumbers;
  numbers.bfloat16 = "torch: y, bfloat16 by amx";
  const StoredPlan plan = parse_plan(plan_json(graph(), numbers), "plan");
  BOOST_TEST((plan.numbers == numbers));
  BOOST_TEST((plan_digest(graph(), numbers) == plan_digest(graph(), kNumbers)));
}

// Some 600 kB, written in pieces: the text is that of the whole.
BOOST_AUTO_TEST_CASE(a_plan_is_written_as_its_canonical_json) {
  Graph large = graph();
  large.nodes[0].section = "mob/\"1\"";
  large.programs = {{"theirs", Numeric::libm}, {"yours", Numeric::exact}};
  for (NodeIndex i = 2; i < 3000; ++i) {
    Node node = large.nodes[1];
    node.options = Json{{"seed", i}, {"note", "caf\xc3\xa9 \\"}};
    node.inputs = {{"genes", {0, i - 1}}, {"more", {1}}};
    if (i % 2 == 0) node.section = "";
    large.nodes.push_back(std::move(node));
  }
  const TempFolder folder;
  make_workspace(Workspace{folder.path});
  write_plan(folder.path, large, kNumbers, sha256("name"));
  const std::string text =
      read_file(folder / concat("plans/", sha256("name").hex(), ".json"));
  BOOST_TEST(text.size() > 500'000U);
  BOOST_TEST((text == canonical_json(plan_json(large, kNumbers)) + "\n"));
  BOOST_TEST(list_folder(folder / "plans").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_plan_is_named_by_what_it_says) {
  const Digest base = plan_digest(graph(), kNumbers);
  Graph moved = graph();
  moved.nodes[1].where = "recipe.lua:99";
  BOOST_TEST((plan_digest(moved, kNumbers) == base));
  Graph program = graph();
  program.programs = {{"targets", Numeric::exact}};
  const Digest exact = plan_digest(program, kNumbers);
  BOOST_TEST((exact != base));
  program.programs["targets"] = Numeric::libm;
  BOOST_TEST((plan_digest(program, kNumbers) != exact));
  Graph other = graph();
  other.nodes[1].id = sha256("another");
  BOOST_TEST((plan_digest(other, kNumbers) != base));
  Graph param = graph();
  param.params[0].value = 5;
  BOOST_TEST((plan_digest(param, kNumbers) != base));
}

BOOST_AUTO_TEST_CASE(a_stored_plan_with_an_input_after_its_node_is_refused) {
  Json json = plan_json(graph(), kNumbers);
  json["nodes"][1]["inputs"]["genes"] = {1};
  BOOST_TEST(error_of([&] { parse_plan(json, "p.json"); }) ==
             "p.json: input 'genes' of node 1 names node 1, which is not "
             "before it");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
