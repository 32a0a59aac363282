// Files that a recipe asks for by `require`.

#include <boost/test/unit_test.hpp>

#include "core/base/folder.h"
#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::kData;
using testing::nodes_of;
using testing::Recipe;

BOOST_AUTO_TEST_SUITE(require_test)

BOOST_AUTO_TEST_CASE(require_finds_files_beside_the_recipe_and_in_lib) {
  Recipe recipe(kData +
                "local mine = require 'mine'\n"
                "local shared = require 'deep.shared'\n"
                "print(mine.name, shared.name)\n"
                "return { p = shared.patches(dataset, mine.size) }\n");
  make_folders(recipe.request().library / "deep");
  recipe.write("my_recipe/mine.lua", "return { name = 'mine', size = 5 }");
  recipe.write("lib/mine.lua", "return { name = 'not this' }");
  recipe.write("lib/deep/shared.lua",
               "local ms = require 'moonstain'\nreturn { name = 'shared',\n"
               "patches = function(dataset, size)\n"
               "  local p = ms.patches { dataset = dataset, size_px = size }\n"
               "  return p\nend }\n");
  const Plan plan = recipe.plan();
  BOOST_TEST(plan.printed[0] == "mine\tshared");
  BOOST_TEST(nodes_of(plan, "patches")[0]->where ==
             "recipe.lua:6 (recipes/lib/deep/shared.lua:4)");
}

// Also what no output needs; not what lies there and nobody asks for.
BOOST_AUTO_TEST_CASE(files_that_a_recipe_asks_for_are_known) {
  Recipe recipe(kData +
                "require 'mine'\n"
                "local patches = ms.patches { dataset = dataset }\n"
                "ms.features { patches = patches, weights = "
                "ms.source { 'w', learned_from = 'nothing' } }\n"
                "return { p = patches }\n");
  recipe.write("my_recipe/mine.lua", "require 'shared'")
      .write("my_recipe/other.lua", "")
      .write("my_recipe/other.txt", "")
      .write("lib/shared.lua", "")
      .write("lib/other.lua", "")
      .write("lib/w", "weights");
  const Plan plan = recipe.plan();
  BOOST_TEST((plan.used.beside == std::set<std::string>{"mine.lua"}));
  BOOST_TEST((plan.used.shared == std::set<std::string>{"shared.lua", "w"}));
}

BOOST_AUTO_TEST_CASE(an_error_in_a_shared_file_names_both_lines) {
  Recipe recipe(kData + "require('shared').go(dataset)\n");
  recipe.write("lib/shared.lua",
               "local ms = require 'moonstain'\nreturn { go = function(d)\n"
               "  ms.patches { dataset = d, size = 3 }\nend }\n");
  BOOST_TEST(recipe.error() ==
             "recipe.lua:3 (recipes/lib/shared.lua:3): patches: no option "
             "'size'; did you mean 'size_px'?");
  recipe.write("lib/shared.lua",
               "return { go = function(d)\n  local x = d.a.b\nend }\n");
  BOOST_TEST(recipe.error() ==
             "recipe.lua:3 (recipes/lib/shared.lua:2): attempt to index field "
             "'a' (a nil value)");
}

BOOST_AUTO_TEST_CASE(require_says_what_it_cannot_do) {
  const auto error = [](const std::string& name) {
    return Recipe("require '" + name + "'\n")
        .write("lib/shared.lua", "x = = 1\n")
        .write("lib/round.lua", "require 'round'\n")
        .error();
  };
  BOOST_TEST(error("sharde") ==
             "recipe.lua:1: require: no file 'sharde.lua' beside the recipe or "
             "in recipes/lib; did you mean 'shared'?");
  BOOST_TEST(error("../x") ==
             "recipe.lua:1: require: '../x' is no name; expected letters, "
             "digits, _ and . between folders");
  BOOST_TEST(error("shared") ==
             "recipe.lua:1 (recipes/lib/shared.lua:1): this is not Lua: "
             "unexpected symbol near '='");
  BOOST_TEST(error("round") ==
             "recipe.lua:1 (recipes/lib/round.lua:1): require: 'round' asks "
             "for itself while it is being loaded");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
