#include <boost/test/unit_test.hpp>

#include "core/engine/step/step_decl.h"
#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::kHead;
using testing::leave_one_out;
using testing::Recipe;

namespace {

/// The steps of tests/bindings/world.h with the scores and findings of today's
/// names, and a step that draws maps.
Catalog renamed() {
  const Json input = {{"sentence", "s"},
                      {"role", "applies"},
                      {"many", true},
                      {"optional", true}};
  const auto many = [&](const std::string& name, const std::string& type) {
    Json one = input;
    one["name"] = name;
    one["type"] = type;
    return one;
  };
  Json scores = step_json(testing::catalog().step("metrics"));
  scores["name"] = "expression_scores";
  scores["output"] = "Scores";
  const auto step = [](const std::string& name, const std::string& output,
                       const Json& inputs, const Json& options) {
    return Json{{"name", name},      {"version", 1},     {"sentence", "s"},
                {"output", output},  {"inputs", inputs}, {"numeric", "exact"},
                {"options", options}};
  };
  const auto option = [](const std::string& name, const std::string& type,
                         const Json& value) {
    return Json{
        {"name", name}, {"type", type}, {"default", value}, {"sentence", "s"}};
  };
  Catalog catalog;
  for (const StepDecl& one : testing::catalog().steps()) {
    if (one.name != "metrics" && one.name != "findings") catalog.add(one);
  }
  for (const Json& one :
       {scores,
        step("map_panel", "Panel",
             {many("scores", "Scores"), many("dataset", "Dataset"),
              many("targets", "Targets"), many("predictions", "Predictions"),
              many("picture", "File")},
             {option("items", "texts", Json::array()),
              option("item_count", "integer", 3),
              option("longest_px", "integer", 460)}),
        step("findings", "Findings",
             {many("scores", "Scores"), many("dataset", "Dataset"),
              many("panels", "Panel")},
             Json::array({option("protocol", "text", "{}")}))}) {
    catalog.add(parse_step(one, "catalog"));
  }
  return catalog;
}

struct Planned {
  Plan plan;
  std::vector<std::string> said;  ///< of aliases
};

Planned planned(const std::string& text) {
  static const Catalog catalog = renamed();
  const Recipe recipe(text);
  Planned planned{plan_recipe(recipe.request(), catalog), {}};
  for (const AliasUse& use : planned.plan.aliases) {
    planned.said.push_back(concat(use.where, ": ", use.alias, " ", use.note));
  }
  return planned;
}

std::string error_of_plan(const std::string& text) {
  return error_of([&] { planned(text); });
}

/// The recipe of tests/bindings/planning.h with members for its findings.
std::string with_findings(const std::string& members,
                          const std::string& scores = "ms.expression_scores") {
  std::string text = leave_one_out("data.sections", "'patient'");
  const auto put = [&](const std::string& old, const std::string& other) {
    text.replace(text.find(old), old.size(), other);
  };
  put("ms.findings { metrics = scores }", "ms.findings { " + members + " }");
  put("ms.metrics", scores);
  return text;
}

std::vector<Digest> ids(const Plan& plan) {
  std::vector<Digest> ids;
  for (const Node& node : plan.graph.nodes) ids.push_back(node.id);
  return ids;
}

using Lines = std::vector<std::string>;
namespace tt = boost::test_tools;

}  // namespace

BOOST_AUTO_TEST_SUITE(aliases_test)

// Line 11 is in a loop over two folds: it is named once.
BOOST_AUTO_TEST_CASE(old_names_of_steps_and_members_give_the_same_plan) {
  const std::string old =
      with_findings("metrics = scores, switches = ms.switches()", "ms.metrics");
  const std::string today =
      with_findings("scores = scores, protocol = ms.protocol()");
  const Planned before = planned(old);
  const Planned after = planned(today);
  BOOST_TEST(after.said.empty());
  BOOST_TEST(
      before.said ==
          (Lines{
              "recipe.lua:11: ms.metrics is an alias of ms.expression_scores; "
              "write ms.expression_scores { ... }",
              "recipe.lua:13: ms.switches is an alias of ms.protocol; write "
              "ms.protocol()",
              "recipe.lua:13: findings: metrics is an alias of scores; write "
              "scores = ...",
              "recipe.lua:13: findings: switches is an alias of protocol; "
              "write protocol = ..."}),
      tt::per_element());
  BOOST_TEST((ids(before.plan) == ids(after.plan)));
}

BOOST_AUTO_TEST_CASE(members_of_maps_make_a_panel) {
  const std::string drawn =
      "targets = ms.part(targets, { 'C1' }), predictions = predictions, ";
  const std::string head =
      "local predictions = ms.predictions { model = "
      "ms.model { seed = 2, features = features, targets "
      "= targets }, features = ms.part(features, { 'C1' "
      "}) }\nreturn";
  const auto recipe = [&](const std::string& members) {
    std::string text = with_findings(members);
    text.replace(text.find("return"), 6, head);
    return text;
  };
  const Planned old = planned(
      recipe("scores = scores, dataset = dataset, " + drawn +
             "picture = data:files('picture', { 'C1' }), map_genes = { 'a' }, "
             "map_gene_count = 2, map_px = 100"));
  const Planned today = planned(
      recipe("scores = scores, dataset = dataset, panels = { ms.map_panel { "
             "scores = scores, dataset = dataset, " +
             drawn +
             "picture = data:files('picture', { 'C1' }), items = { 'a' }, "
             "item_count = 2, longest_px = 100 } }"));
  BOOST_TEST((ids(old.plan) == ids(today.plan)));
  BOOST_REQUIRE(old.said.size() == 6);
  BOOST_TEST(old.said[3] ==
             "recipe.lua:14: findings: map_genes is taken by map_panel; write "
             "panels = { ms.map_panel { items = ... } }");
  // What is given beside it stays, before it.
  const Planned both = planned(recipe(
      "scores = scores, panels = ms.map_panel { item_count = 7 }, " + drawn));
  const Node& findings = both.plan.graph.nodes.back();
  for (const NodeInput& input : findings.inputs) {
    if (input.name != "panels") continue;
    BOOST_REQUIRE(input.nodes.size() == 2);
    const auto options = [&](NodeIndex node) {
      return both.plan.graph.nodes[node].options.json();
    };
    BOOST_TEST(options(input.nodes[0]).at("item_count") == 7);
    BOOST_TEST(options(input.nodes[1]).at("item_count") == 3);
  }
}

// With nothing held out there is nothing to draw; kinds are stamped elsewhere.
BOOST_AUTO_TEST_CASE(members_without_a_place_are_left_out_and_named) {
  const Planned old = planned(with_findings(
      "scores = scores, targets = {}, predictions = {}, map_px = 100, "
      "kinds = { 'mask=null' }"));
  const Planned today = planned(with_findings("scores = scores"));
  BOOST_TEST((ids(old.plan) == ids(today.plan)));
  BOOST_TEST(
      old.said ==
          (Lines{"recipe.lua:13: findings: kinds is not read: the step that "
                 "makes a baseline says its kind",
                 "recipe.lua:13: findings: targets is not read: map_panel "
                 "needs targets and predictions",
                 "recipe.lua:13: findings: predictions is not read: map_panel "
                 "needs targets and predictions",
                 "recipe.lua:13: findings: map_px is not read: map_panel needs "
                 "targets and predictions"}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_name_and_its_alias_together_are_refused) {
  BOOST_TEST(
      error_of_plan(with_findings("scores = scores, metrics = scores")) ==
      "recipe.lua:13: findings: 'metrics' is an alias of 'scores', "
      "which is given too");
  BOOST_TEST(error_of_plan(with_findings("scores = scores, colour = 1")) ==
             "recipe.lua:13: findings: no option 'colour'; it takes scores, "
             "dataset, panels, protocol");
  BOOST_TEST(error_of_plan(kHead + "return { f = ms.findings(5) }") ==
             "recipe.lua:2: findings: takes one table of inputs and options, "
             "ms.findings { ... }; got the number 5");
}

// A catalog that has the name itself means it.
BOOST_AUTO_TEST_CASE(a_name_that_the_catalog_has_is_no_alias) {
  const Plan plan = Recipe(leave_one_out("data.sections", "'patient'")).plan();
  BOOST_TEST(plan.aliases.empty());
  BOOST_TEST(testing::nodes_of(plan, "metrics").size() == 4);
  BOOST_TEST(Recipe(kHead + "return { f = ms.metric {} }").error() ==
             "recipe.lua:2: moonstain has no 'metric'; did you mean "
             "'metrics'?");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
