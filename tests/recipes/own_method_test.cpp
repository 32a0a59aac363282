// A method of one's own in few lines, as recipes/README.md has it.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/plain_program.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(own_method_test)

BOOST_AUTO_TEST_CASE(fifteen_lines_make_a_page_with_baselines) {
  const std::string recipe = read_file("recipes/own_method/recipe.lua");
  BOOST_TEST(std::count(recipe.begin(), recipe.end(), '\n') <= 15);
  const PlainProgram program;
  const std::string said = program.run("recipes/own_method");
  const fs::path results = program.results("own_method");
  const Findings findings = Findings::read(results / "findings");
  BOOST_TEST(std::isfinite(findings.headline_value("neighbours")));
  BOOST_TEST(std::isfinite(findings.headline_value("ridge_features")));
  // One value for all spots correlates with nothing.
  BOOST_TEST(std::isnan(findings.headline_value("training_mean")));
  BOOST_TEST(findings.claims.empty());
  BOOST_TEST(said.find("leak: patient mob/mouse1 on both sides of 2 scores") !=
             std::string::npos);
  BOOST_TEST(
      read_file(results / "report.html").find("Nearest neighbours in colour") !=
      std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
