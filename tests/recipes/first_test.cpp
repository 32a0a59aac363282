// The recipe that README.md shows, as a newcomer runs it.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <string>

#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(first_test)

BOOST_AUTO_TEST_CASE(colours_beside_the_training_mean) {
  const TempFolder folder;
  const fs::path root = fs::current_path();
  ::setenv("MOONSTAIN_HOME", root.c_str(), 1);
  ::setenv("MOONSTAIN_WORKER", (root / "tests/recipes/plain_worker").c_str(),
           1);
  const std::string line =
      concat("cd '", folder.path.native(), "' && '",
             (root / "tests/recipes/plain_moonstain").native(), "' run '",
             (root / "recipes/first").native(), "' > said.txt 2>&1");
  const int code = WEXITSTATUS(std::system(line.c_str()));
  const std::string said = read_file(folder / "said.txt");
  BOOST_REQUIRE_MESSAGE(code == 0, said);
  const fs::path results = folder / "results/first/default";
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
