// Findings that say what the plan contradicts are refused before anything runs.

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/recipes/plain_program.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(false_statement_test)

BOOST_AUTO_TEST_CASE(a_patient_held_out_that_was_learned_from_is_not_run) {
  const PlainProgram program;
  program.say("init mine");
  const fs::path recipe = program.folder() / "mine/recipe.lua";
  std::string text = read_file(recipe);
  const std::string said = "unit = \"section\", protocol";
  const std::size_t at = text.find(said);
  BOOST_REQUIRE(at != std::string::npos);
  text.replace(at, said.size(), "unit = \"patient\", protocol");
  replace_file(recipe, text);
  for (const std::string command :
       {"run mine", "gate mine --baseline gate.json --update --why x"}) {
    BOOST_TEST(program.start_apart(command) == 2, command);
    BOOST_TEST(
        program.errors().find(
            "findings says unit = patient, but ridge_model (recipe.lua:") !=
            std::string::npos,
        program.errors());
    BOOST_TEST(
        program.errors().find("has learned labels of patient mob/mouse1") !=
            std::string::npos,
        program.errors());
  }
  BOOST_TEST(!path_exists(program.folder() / "results"));
}

BOOST_AUTO_TEST_SUITE_END()
