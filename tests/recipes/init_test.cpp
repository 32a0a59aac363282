// New recipes as `moonstain init` makes them, run without a change.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/plain_program.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(init_test)

BOOST_AUTO_TEST_CASE(a_recipe_on_sections_that_ship) {
  const PlainProgram program;
  program.say("init fresh");
  const std::string said = program.say("run fresh");
  const fs::path results = program.results("fresh");
  const Findings findings = Findings::read(results / "findings");
  // As recipes/first, which states the same method.
  BOOST_TEST(std::isfinite(findings.headline_value("colour_ridge")));
  BOOST_TEST(std::isnan(findings.headline_value("training_mean")));
  // The ridge and the mean, each of both sections.
  BOOST_TEST(said.find("leak: patient mob/mouse1 on both sides of 4 scores") !=
             std::string::npos);
  BOOST_TEST(read_file(results / "report.html").find(">fresh<") !=
             std::string::npos);
  // A repeat has nothing to do: the annotations beside it are in no key.
  BOOST_TEST(program.say("run fresh").find("0 run, 21 kept") !=
             std::string::npos);
}

// The sections' genes follow what only a sister section tells: the score falls
// where the patient is held out.
BOOST_AUTO_TEST_CASE(a_recipe_on_made_up_sections_with_a_leak) {
  const PlainProgram program;
  program.say("init made --template made_up");
  BOOST_TEST(program.say("lint made").find("acknowledged: switch unit") !=
             std::string::npos);
  program.say("run made");
  program.say("run made --set unit=audited");
  const auto ridge = [&](const std::string& variant) {
    return Findings::read(program.results("made").parent_path() / variant /
                          "findings")
        .headline_value("colour_ridge");
  };
  BOOST_TEST(ridge("default") > ridge("unit=audited") + 0.2);
}

BOOST_AUTO_TEST_SUITE_END()
