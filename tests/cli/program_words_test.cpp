#include "tools/cli/program_words.h"

#include <boost/test/unit_test.hpp>

#include "tests/bindings/planning.h"

namespace moonstain {

using testing::kHead;
using testing::Recipe;

BOOST_AUTO_TEST_SUITE(program_words_test)

BOOST_AUTO_TEST_CASE(a_program_is_named_with_its_digests) {
  const std::string pinned(64, 'a');
  Recipe recipe(kHead + R"(local theirs = ms.program {
  name = "theirs", version = 1, sentence = "as published",
  program = ms.source { "run.sh", learned_from = "nothing" },
  interpreter = { name = "sh", sha256 = ")" +
                pinned + R"(" }, makes = "Files" }
return { made = theirs {} })");
  recipe.write("my_recipe/run.sh", "run");
  const lua::Plan plan = recipe.plan();
  BOOST_TEST(programs_text(plan) ==
             concat("program theirs: sh sha256 ", pinned,
                    ", confined    recipe.lua:6\n    run.sh sha256 ",
                    sha256("run").hex(), "\n"));
  BOOST_TEST(canonical_json(programs_json(plan)) ==
             concat(R"([{"confined":true,"interpreter":"sh sha256 )", pinned,
                    R"(","name":"theirs","program":[{"name":"run.sh",)",
                    R"("sha256":")", sha256("run").hex(),
                    R"("}],"where":"recipe.lua:6"}])"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
