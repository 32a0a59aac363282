// The recipe that README.md shows, as a newcomer runs it.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/plain_program.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(first_test)

BOOST_AUTO_TEST_CASE(colours_beside_the_training_mean) {
  const PlainProgram program;
  const std::string said = program.run("recipes/first");
  const fs::path results = program.results("first");
  const Findings findings = Findings::read(results / "findings");
  BOOST_TEST(std::isfinite(findings.headline_value("colour_ridge")));
  // One value for all spots correlates with nothing.
  BOOST_TEST(std::isnan(findings.headline_value("training_mean")));
  BOOST_TEST(said.find("leak: patient mob/mouse1 on both sides of 2 scores") !=
             std::string::npos);
  BOOST_TEST(
      read_file(results / "report.html").find("Expression from colours") !=
      std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
