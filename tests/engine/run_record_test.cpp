#include "core/engine/run_record.h"

#include <boost/test/unit_test.hpp>

#include "core/engine/workspace.h"
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

BOOST_AUTO_TEST_SUITE(run_record_test)

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

// Some 600 kB, written in pieces: the text is that of the whole.
BOOST_AUTO_TEST_CASE(a_plan_is_written_as_its_canonical_json) {
  Graph large = graph();
  large.nodes[0].section = "mob/\"1\"";
  large.commands = {{"theirs", Numeric::libm}, {"yours", Numeric::exact}};
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
  Graph command = graph();
  command.commands = {{"targets", Numeric::exact}};
  const Digest exact = plan_digest(command, kNumbers);
  BOOST_TEST((exact != base));
  command.commands["targets"] = Numeric::libm;
  BOOST_TEST((plan_digest(command, kNumbers) != exact));
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

BOOST_AUTO_TEST_CASE(runs_are_numbered_and_read_back) {
  TempFolder folder;
  BOOST_TEST(run_names(folder.path).empty());
  BOOST_TEST(error_of([&] { read_run(folder.path, "latest"); }) ==
             "no run in " + folder.path.native() + " yet");
  BOOST_TEST(make_run(folder.path) == "0001");
  RunRecord record;
  record.run = "0001";
  record.recipe = "demo";
  record.variant = "epochs=5";
  record.state = "done";
  record.seconds = 1.5;
  record.counts.done = 4;
  record.outputs = {{"findings", {"ab"}}};
  record.plan = sha256("plan");
  write_run(folder.path, record);
  BOOST_TEST(make_run(folder.path) == "0002");  // killed before its record
  const RunRecord back = read_run(folder.path, "0001");
  BOOST_TEST(back.variant == "epochs=5");
  BOOST_TEST(back.counts.done == 4U);
  BOOST_TEST(back.outputs.at("findings").front() == "ab");
  BOOST_TEST((back.plan == sha256("plan")));
  BOOST_TEST(last_run(folder.path, "demo", "default")->run == "0001");
  BOOST_TEST(!last_run(folder.path, "other", "default").has_value());
  BOOST_TEST(error_of([&] { read_run(folder.path, "0042"); }) ==
             "no run '0042' in " + folder.path.native() +
                 "; the latest is 0002");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_still_being_written_is_left) {
  TempFolder folder;
  const std::string run = make_run(folder.path);
  Event event;
  event.kind = EventKind::started;
  const std::string line = event_line(event) + "\n";
  const fs::path file = folder.path / "runs" / run / "events.jsonl";
  write_file(file, line + line.substr(0, 10));
  const EventsRead first = read_events(folder.path, run);
  BOOST_TEST(first.events.size() == 1U);
  BOOST_TEST(first.offset == line.size());
  remove_file(file);
  write_file(file, line + line);
  BOOST_TEST(read_events(folder.path, run, first.offset).events.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_variant_is_named_by_its_settings) {
  Graph variant = graph();
  BOOST_TEST(variant_name(variant, kNumbers) == "default");
  variant.params[0].value = 5;
  variant.switches = {{"unit", "leak", "section", "patient", "", "patient", ""},
                      {"cells", "scoring", "all", "tissue", "", "all", ""}};
  BOOST_TEST(variant_name(variant, kNumbers) == "epochs=5,unit=audited");
  BOOST_TEST(variant_name(variant, {"portable", "", ""}) ==
             "epochs=5,numeric=portable,unit=audited");
  // Two names that look alike once made safe stay two.
  variant.switches.clear();
  variant.params[0].value = "a/b";
  const std::string slash = variant_name(variant, kNumbers);
  variant.params[0].value = "a b";
  BOOST_TEST(slash.starts_with("epochs=a_b-"));
  BOOST_TEST(slash != variant_name(variant, kNumbers));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
