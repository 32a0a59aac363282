// Params and switches of a recipe, in its plan.

#include <boost/test/unit_test.hpp>

#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::catalog;
using testing::kHead;
using testing::Recipe;

BOOST_AUTO_TEST_SUITE(settings_plan_test)

BOOST_AUTO_TEST_CASE(params_are_set_in_the_type_of_their_default) {
  const std::string text = kHead + R"(
local epochs = ms.param { name = 'epochs', default = 200, quick = 5, 'passes' }
local flag = ms.param { name = 'flag', default = true, 'a flag' }
local genes = ms.param { name = 'genes', default = { 'x' }, 'names' }
local layer = ms.param { name = 'layer', default = 'a', choices = { 'a', 'b' }, 'layer' }
print(epochs, flag, table.concat(genes, '+'), layer)
return { d = ms.dataset { manifest = data } }
)";
  BOOST_TEST(Recipe(text).plan().printed[0] == "200\ttrue\tx\ta");
  BOOST_TEST(Recipe(text).set("profile", "quick").plan().printed[0] ==
             "5\ttrue\tx\ta");
  BOOST_TEST(Recipe(text)
                 .set("epochs", "1e2")
                 .set("flag", "false")
                 .set("genes", "p,q")
                 .set("layer", "b")
                 .set("profile", "quick")
                 .plan()
                 .printed[0] == "100\tfalse\tp+q\tb");
  BOOST_TEST(Recipe(text).set("epochs", "many").error() ==
             "recipe.lua:3: --set epochs=many: 'epochs' is a number (200 if "
             "not set)");
  BOOST_TEST(Recipe(text).set("flag", "1").error() ==
             "recipe.lua:4: --set flag=1: 'flag' is true or false (true if "
             "not set)");
  BOOST_TEST(Recipe(text).set("layer", "c").error() ==
             "recipe.lua:6: --set layer=c: 'layer' is c; expected a or b");
  BOOST_TEST(Recipe(text).set("profile", "fast").error() ==
             "recipe.lua: --set profile=fast: 'profile' is fast; expected "
             "quick, standard or paper");
  BOOST_TEST(Recipe(text).set("epoch", "3").error() ==
             "--set epoch=3: recipe my_recipe has no param 'epoch'; did you "
             "mean 'epochs'?");
  BOOST_TEST(Recipe(text).set("zebra", "3").error() ==
             "--set zebra=3: recipe my_recipe has no param 'zebra'; it has "
             "epochs, flag, genes, layer, profile");
  const Plan plan = Recipe(text).set("epochs", "7").plan();
  BOOST_REQUIRE(plan.graph.params.size() == 5);
  BOOST_TEST(plan.graph.params[1].name == "epochs");
  BOOST_TEST(plan.graph.params[1].set_by_user);
  BOOST_TEST(plan.graph.params[1].value.dump() == "7");
  BOOST_TEST(plan.graph.params[1].default_value.dump() == "200");
  BOOST_TEST(!plan.graph.params[2].set_by_user);
}

// The paper's value is the default where it says no other; `profile` sets
// params and is none. Only what was declared before is said.
BOOST_AUTO_TEST_CASE(a_protocol_says_each_param_beside_the_papers) {
  const std::string text = kHead + R"(
ms.param { name = 'epochs', default = 200, quick = 5, 'passes' }
ms.param { name = 'seeds', default = 1, paper = 5, of = 'net', 'runs' }
ms.param { name = 'genes', default = { 'a' }, 'chosen' }
ms.param { name = 'streams', default = 1, protocol = false, 'no part of it' }
print(ms.protocol())
ms.param { name = 'late', default = 1, 'declared behind it' }
return { d = ms.dataset { manifest = data } }
)";
  const Plan plan = Recipe(text).set("profile", "quick").plan();
  BOOST_TEST(plan.printed[0] ==
             "{\"params\":{\"epochs\":{\"paper\":200,\"value\":5},"
             "\"genes\":{\"paper\":[\"a\"],\"value\":[\"a\"]},"
             "\"seeds\":{\"of\":\"net\",\"paper\":5,\"value\":1}},"
             "\"switches\":{}}");
  BOOST_REQUIRE(plan.graph.params.size() == 6);
  BOOST_TEST(plan.graph.params[0].name == "profile");
  BOOST_TEST(plan.graph.params[0].paper.is_null());
  BOOST_TEST(plan.graph.params[1].paper == Json(200));
  BOOST_TEST(plan.graph.params[2].paper == Json(5));
  BOOST_TEST(plan.graph.params[4].paper.is_null());
  const Recipe silent(text);
  PlanRequest request = silent.request();
  request.states_protocol = false;
  BOOST_TEST(plan_recipe(request, catalog()).printed[0] ==
             "{\"params\":{},\"switches\":{}}");
  BOOST_TEST(
      Recipe(kHead + "ms.param { name = 'n', default = 1, paper = '1', 'x' }\n")
          .error() ==
      "recipe.lua:2: ms.param: 'n': paper is the text \"1\", default is the "
      "number 1");
  const auto error = [](const std::string& members) {
    return Recipe(kHead + "ms.param { name = 'n', default = 1, " + members +
                  ", 'x' }\n")
        .error();
  };
  BOOST_TEST(error("protocol = true") ==
             "recipe.lua:2: ms.param: 'n': protocol is true; false takes a "
             "param out of the protocol, and nothing else can be said");
  BOOST_TEST(error("protocol = false, paper = 2") ==
             "recipe.lua:2: ms.param: 'n': protocol is false, and paper is "
             "given; false takes a param out of the protocol, and nothing else "
             "can be said");
  BOOST_TEST(
      error("of = 3") ==
      "recipe.lua:2: ms.param: 'n': of is the number 3; expected the "
      "name of the one predictor that it is of, so that claims of others "
      "do not depend on it");
  BOOST_TEST(
      error("of = 'net', protocol = false") ==
      "recipe.lua:2: ms.param: 'n': of is the text \"net\", and "
      "protocol is false; expected the name of the one predictor that it "
      "is of, so that claims of others do not depend on it");
}

BOOST_AUTO_TEST_CASE(a_switch_has_two_ends_and_values) {
  const std::string text = kHead + R"(
local unit = ms.switch { name = 'unit', kind = 'leak', published = 'section', audited = 'patient', why = 'one tumour' }
print(unit, ms.protocol())
return { d = ms.dataset { manifest = data } }
)";
  const Plan plan = Recipe(text).plan();
  const auto printed = [](const std::string& value) {
    return concat(value, "\t{\"params\":{},\"switches\":{\"unit\":{",
                  "\"audited\":\"patient\",\"kind\":\"leak\",",
                  "\"published\":\"section\",\"value\":\"", value, "\"}}}");
  };
  BOOST_TEST(plan.printed[0] == printed("section"));
  BOOST_REQUIRE(plan.graph.switches.size() == 1);
  BOOST_TEST(word_of(plan.graph.switches[0].kind) == "leak");
  BOOST_TEST(plan.graph.switches[0].where == "recipe.lua:3");
  BOOST_TEST(Recipe(text).set("unit", "audited").plan().printed[0] ==
             printed("patient"));
  BOOST_TEST(Recipe(text).set("unit", "patient").plan().printed[0] ==
             printed("patient"));
  BOOST_TEST(Recipe(text).set("unit", "site").error() ==
             "recipe.lua:3: --set unit=site: 'unit' is published (section) or "
             "audited (patient)");
  BOOST_TEST(
      Recipe(kHead + "ms.switch { name = 'u', kind = 'leaky' }\n").error() ==
      "recipe.lua:2: ms.switch: kind of 'u' is \"leaky\"; expected \"leak\", "
      "\"scoring\" or \"training\"");
  BOOST_TEST(Recipe(kHead + "ms.param { name = 'a', default = 1, 'x' }\n"
                            "ms.param { name = 'a', default = 1, 'x' }\n")
                 .error() == "recipe.lua:3: ms.param: 'a' is declared twice");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
