// Findings that say what the plan contradicts: the page says so before all
// else.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/file.h"
#include "tests/recipes/plain_program.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(false_statement_test)

BOOST_AUTO_TEST_CASE(a_patient_held_out_that_was_learned_from_is_contradicted) {
  const PlainProgram program;
  program.say("init mine");
  const fs::path recipe = program.folder() / "mine/recipe.lua";
  std::string text = read_file(recipe);
  const std::string said = "unit = \"section\", protocol";
  const std::size_t at = text.find(said);
  BOOST_REQUIRE(at != std::string::npos);
  text.replace(at, said.size(), "unit = \"patient\", protocol");
  replace_file(recipe, text);
  // Not cut into lines where it is wrapped.
  std::string told = program.say("run mine");
  std::replace(told.begin(), told.end(), '\n', ' ');
  BOOST_TEST(told.find("contradicted: recipe.lua:") != std::string::npos, told);
  const std::string page = read_file(program.results("mine") / "report.html");
  BOOST_TEST(page.find("The plan contradicts it: recipe.lua:") !=
             std::string::npos);
  BOOST_TEST(page.find("has learned labels of patient mob/mouse1") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
