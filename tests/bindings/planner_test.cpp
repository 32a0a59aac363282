#include "bindings/lua/plan/planner.h"

#include <boost/test/unit_test.hpp>

#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::catalog;
using testing::kData;
using testing::leave_one_out;
using testing::nodes_of;
using testing::Recipe;

BOOST_AUTO_TEST_SUITE(planner_test)

// Line 3 of the recipe; 3 sections of one patient, 3 folds of 2 and 1.
BOOST_AUTO_TEST_CASE(a_leave_one_out_recipe_makes_the_graph_counted_by_hand) {
  const Plan plan = Recipe(leave_one_out("all", "'section'")).plan();
  BOOST_TEST(nodes_of(plan, "dataset").size() == 3);
  BOOST_TEST(nodes_of(plan, "patches").size() == 3);
  BOOST_TEST(nodes_of(plan, "model").size() == 3);
  BOOST_TEST(nodes_of(plan, "metrics").size() == 3);
  BOOST_TEST(nodes_of(plan, "findings").size() == 1);
  // counts and pictures
  BOOST_TEST(nodes_of(plan, "").size() == 6);
  BOOST_TEST(plan.graph.recipe == "my_recipe");
  const Node& model = *nodes_of(plan, "model")[1];
  BOOST_TEST(model.where == "recipe.lua:9");
  BOOST_TEST(model.section == "");
  BOOST_TEST(model.options.text() ==
             R"({"epochs":10,"init":"published","seed":1})");
  // The second fold holds C2 out: it learns from C1 and C3, in this order.
  const auto& learned = model.inputs[0].nodes;
  BOOST_TEST(plan.graph.nodes[learned[0]].section == "two/C1");
  BOOST_TEST(plan.graph.nodes[learned[1]].section == "two/C3");
  BOOST_TEST(nodes_of(plan, "predictions")[1]->section == "two/C2");
  BOOST_TEST(plan.manifests == std::vector<std::string>{"two"});
  BOOST_TEST(plan.graph.sections.size() == 4);
  BOOST_TEST(plan.graph.sections[3].patient == "two/C");
}

BOOST_AUTO_TEST_CASE(a_plan_is_the_same_every_time_and_in_every_folder) {
  const std::string text = leave_one_out("data:having('picture')", "'section'");
  const Plan one = Recipe(text).plan();
  const Plan two = Recipe(text).plan();
  BOOST_REQUIRE(one.graph.nodes.size() == two.graph.nodes.size());
  for (std::size_t i = 0; i < one.graph.nodes.size(); ++i) {
    BOOST_TEST((one.graph.nodes[i].id == two.graph.nodes[i].id));
  }
}

BOOST_AUTO_TEST_CASE(equal_calls_are_one_node_and_what_no_output_needs_is_out) {
  const Plan plan = Recipe(kData + R"(
local first = ms.patches { dataset = dataset, size_px = 64 }
local again = ms.patches { dataset = dataset, size_px = 64 }
local other = ms.patches { dataset = dataset, size_px = 32 }
return { patches = again }
)")
                        .plan();
  BOOST_TEST(nodes_of(plan, "patches").size() == 3);
  BOOST_TEST(nodes_of(plan, "patches")[0]->where == "recipe.lua:4");
  BOOST_REQUIRE(plan.unused.size() == 1);
  BOOST_TEST(plan.unused[0].step == "patches");
  BOOST_TEST(plan.unused[0].where == "recipe.lua:6");
}

BOOST_AUTO_TEST_CASE(an_integral_number_is_an_integer_or_a_double_as_declared) {
  const Plan plan = Recipe(kData + R"(
return { patches = ms.patches { dataset = dataset[1], sharpen = 2, size_px = 64.0 } }
)")
                        .plan();
  BOOST_TEST(nodes_of(plan, "patches")[0]->options.text() ==
             R"({"edge":"refuse","sharpen":2.0,"size_px":64})");
}

BOOST_AUTO_TEST_CASE(an_unknown_option_names_the_nearest) {
  BOOST_TEST(
      Recipe(kData + "ms.patches { dataset = dataset, size = 3 }\n").error() ==
      "recipe.lua:3: patches: no option 'size'; did "
      "you mean 'size_px'?");
  BOOST_TEST(
      Recipe(kData + "ms.patches { dataset = dataset, zebra = 3 }\n").error() ==
      "recipe.lua:3: patches: no option 'zebra'; it "
      "takes dataset, size_px, edge, sharpen");
}

BOOST_AUTO_TEST_CASE(an_unknown_input_names_the_nearest) {
  BOOST_TEST(
      Recipe(kData + "ms.patches { data_set = dataset[1] }\n").error() ==
      "recipe.lua:3: patches: no input 'data_set'; did you mean 'dataset'?");
}

BOOST_AUTO_TEST_CASE(an_unknown_step_names_the_nearest) {
  BOOST_TEST(Recipe(kData + "ms.patchs { dataset = dataset }\n").error() ==
             "recipe.lua:3: moonstain has no 'patchs'; did you mean "
             "'patches'?");
}

BOOST_AUTO_TEST_CASE(an_input_of_another_type_says_where_it_was_made) {
  BOOST_TEST(Recipe(kData + "ms.features { patches = dataset }\n").error() ==
             "recipe.lua:3: features: input 'patches' is Dataset from "
             "recipe.lua:2; expected Patches");
  BOOST_TEST(Recipe(kData + "ms.features { patches = 'C1' }\n").error() ==
             "recipe.lua:3: features: input 'patches' is the text \"C1\"; "
             "expected Patches");
}

BOOST_AUTO_TEST_CASE(a_missing_input_and_a_missing_option_are_named) {
  BOOST_TEST(Recipe(kData + "ms.patches { size_px = 3 }\n").error() ==
             "recipe.lua:3: patches: input 'dataset' is missing: Dataset, "
             "spots with positions");
  BOOST_TEST(Recipe(kData + R"(local t = ms.targets { dataset = dataset }
local f = ms.features { patches = ms.patches { dataset = dataset } }
ms.model { features = f, targets = t }
)")
                 .error() ==
             "recipe.lua:5: model: option 'seed' must be given: of the "
             "initialisation");
}

BOOST_AUTO_TEST_CASE(a_wrong_value_says_what_was_expected) {
  const auto error = [](const std::string& options) {
    return Recipe(kData + "ms.patches { dataset = dataset, " + options + " }\n")
        .error();
  };
  BOOST_TEST(error("size_px = 'big'") ==
             "recipe.lua:3: patches: option 'size_px' is \"big\"; expected an "
             "integer");
  BOOST_TEST(error("size_px = 0") ==
             "recipe.lua:3: patches: option 'size_px' is 0; expected at least "
             "1 px");
  BOOST_TEST(error("size_px = 1.5") ==
             "recipe.lua:3: patches: option 'size_px' is 1.5; expected an "
             "integer");
  BOOST_TEST(error("edge = 'clip'") ==
             "recipe.lua:3: patches: option 'edge' is \"clip\"; expected "
             "\"refuse\" or \"drop\"");
  BOOST_TEST(error("sharpen = 0/0") ==
             "recipe.lua:3: patches: option 'sharpen' is not a number (nan)");
  BOOST_TEST(error("sharpen = 1/0") ==
             "recipe.lua:3: patches: option 'sharpen' is infinite");
  BOOST_TEST(error("edge = '\\255'") ==
             "recipe.lua:3: patches: option 'edge' is not UTF-8 text");
  BOOST_TEST(error("edge = print") ==
             "recipe.lua:3: patches: option 'edge' is a function; expected "
             "plain text, numbers, true or false");
  BOOST_TEST(error("'loose'") ==
             "recipe.lua:3: patches: an entry has no name; expected INPUT = "
             "VALUE or OPTION = VALUE");
}

BOOST_AUTO_TEST_CASE(lists_by_section_must_hold_the_same_sections) {
  BOOST_TEST(Recipe(kData + R"(
local features = ms.features { patches = ms.patches { dataset = dataset } }
local targets = ms.targets { dataset = dataset }
local model = ms.model { seed = 1, features = features, targets = targets }
local predictions = ms.predictions { model = model, features = ms.part(features, { 'C1', 'C2' }) }
return { m = ms.metrics { predictions = predictions, targets = targets } }
)")
                 .error() ==
             "recipe.lua:8: metrics: input 'targets' has two/C3, which input "
             "'predictions' has not; lists by section must hold the same");
}

BOOST_AUTO_TEST_CASE(a_single_input_takes_no_list_of_repeated_sections) {
  BOOST_TEST(
      Recipe(kData + "ms.patches { dataset = { dataset[1], dataset[1] } }\n")
          .error() ==
      "recipe.lua:3: patches: input 'dataset' takes one Dataset, or a list "
      "with one of each section; got a list of 2 in which a section comes "
      "twice");
}

BOOST_AUTO_TEST_CASE(values_cannot_be_read_or_computed_with) {
  BOOST_TEST(Recipe(kData + "local n = dataset[1].spots\n").error() ==
             "recipe.lua:3: 'spots' cannot be read from Dataset of two/C1 "
             "from recipe.lua:2: a recipe names values, steps read them");
  BOOST_TEST(Recipe(kData + "local n = dataset[1] + 1\n").error() ==
             "recipe.lua:3: a recipe cannot compute with Dataset of two/C1 "
             "from recipe.lua:2: it names values, steps read them");
}

BOOST_AUTO_TEST_CASE(a_recipe_that_is_not_lua_is_said_to_be_so) {
  BOOST_TEST(Recipe("rule all:\n  input: 'x'\n").error() ==
             "recipe.lua:1: this is not Lua: '=' expected near 'all'");
  BOOST_TEST(Recipe("\x1bLJ\x02").error() ==
             "recipe.lua:1: this is compiled code; a recipe is plain Lua text");
}

BOOST_AUTO_TEST_CASE(a_recipe_returns_named_outputs) {
  BOOST_TEST(Recipe("local x = 1\n").error() ==
             "recipe.lua: the recipe returns nothing (nil); expected a table "
             "of named outputs: return { findings = ... }");
  BOOST_TEST(Recipe("return {}\n").error() ==
             "recipe.lua: the recipe returns an empty table; expected named "
             "outputs: return { findings = ... }");
  BOOST_TEST(Recipe("return { findings = 3 }\n").error() ==
             "recipe.lua: the output 'findings' is the number 3; expected a "
             "value of a step, or a list of them");
  BOOST_TEST(Recipe("return { ['../x'] = 3 }\n").error() ==
             "recipe.lua: the output '../x' has a name that is no file's; "
             "expected letters, digits, _ and -");
  BOOST_TEST(Recipe("return 5\n").error() ==
             "recipe.lua: the recipe returns the number 5; expected a table "
             "of named outputs: return { findings = ... }");
}

BOOST_AUTO_TEST_CASE(a_folder_without_a_recipe_is_named) {
  Recipe recipe("");
  PlanRequest request = recipe.request();
  request.recipe = request.library;
  BOOST_CHECK_EXCEPTION(
      plan_recipe(request, catalog()), Error, [&](const Error& e) {
        return e.what() == concat(request.library.string(),
                                  ": there is no recipe.lua in this folder");
      });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
