// A method of one's own in few lines, as recipes/README.md has it.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/plain_program.h"
#include "tests/support/temp_folder.h"

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
  // The method, the mean and the ridge, each of both sections.
  BOOST_TEST(said.find("leak: patient mob/mouse1 on both sides of 6 scores") !=
             std::string::npos);
  BOOST_TEST(
      read_file(results / "report.html").find("Nearest neighbours in colour") !=
      std::string::npos);
}

// What one forgets in a copy of it is told by its name, not by the step's.
BOOST_AUTO_TEST_CASE(a_slip_in_a_copy_is_told_by_its_name) {
  const PlainProgram program;
  const TempFolder copy;
  const auto said = [&](const std::string& from, const std::string& to) {
    std::string recipe = read_file("recipes/own_method/recipe.lua");
    const std::size_t at = recipe.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    replace_file(copy / "recipe.lua", recipe.replace(at, from.size(), to));
    const std::string all = program.run(copy.path, 2);
    const std::size_t start = all.find("): ");
    BOOST_REQUIRE_MESSAGE(start != std::string::npos, all);
    return all.substr(start + 3);
  };
  BOOST_TEST(said("return ms.knn", "local _ = ms.knn") ==
             "protocols.hold_out: 'method' returned nothing; it ends with "
             "`return` and what it made\n");
  BOOST_TEST(said("return ms.colour", "local _ = ms.colour") ==
             "protocols.hold_out: 'features' returned nothing; it ends with "
             "`return` and what it made\n");
  // Sections without files.
  BOOST_TEST(said("\"mob\"", "\"synthetic\"") ==
             "protocols.hold_out: no section of manifest 'synthetic' has "
             "counts, spots and picture\n");
  BOOST_TEST(said("method = function", "method = 1, features = function") ==
             "protocols.hold_out: 'method' is a number; expected a "
             "function\n");
}

BOOST_AUTO_TEST_SUITE_END()
