#include "bindings/audit/programs.h"

#include <boost/test/unit_test.hpp>

#include "tests/bindings/planning.h"

namespace moonstain {

using testing::kHead;
using testing::Recipe;

namespace {

const std::string kPinned(64, 'a');

lua::Plan plan_of(const std::string& more, const std::string& script = "run") {
  Recipe recipe(kHead + R"(local theirs = ms.program {
  name = "theirs", version = 1, sentence = "as published",
  program = ms.source { "run.sh", learned_from = "nothing" },
  interpreter = { name = "sh", sha256 = ")" +
                kPinned + R"(" }, makes = "Files", )" + more + R"( }
return { made = theirs {} })");
  recipe.write("my_recipe/run.sh", script);
  return recipe.plan();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(programs_test)

// The arms of an audit are one graph: what they declare must be one step.
BOOST_AUTO_TEST_CASE(arms_share_their_programs_or_are_refused) {
  lua::Plan plan = plan_of("");
  join_programs(plan, plan_of(""));
  BOOST_TEST(plan.programs.size() == 1);
  join_programs(plan, plan_of("", "another script"));
  BOOST_TEST(plan.programs.size() == 2);
  BOOST_TEST(error_of([&] {
               join_programs(plan, plan_of("needs = { time_s = 1 }"));
             }) ==
             "ms.program: 'theirs' is declared in two ways by settings of one "
             "recipe; give each a name of its own");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
