// The example recipe with a program in Python beside our baselines.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/file.h"
#include "core/data/stored/predictions.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/plain_program.h"
#include "tests/support/confined.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(other_program_test)

BOOST_AUTO_TEST_CASE(a_program_in_python_is_scored_beside_our_baselines,
                     *boost::unit_test::precondition(can_confine)) {
  const PlainProgram program;
  program.run("recipes/other_program");
  const fs::path results = program.results("other_program");
  const Findings findings = Findings::read(results / "findings");
  // Layers of the bulb repeat from slice to slice. The value is NumPy's
  // corrcoef of what the program predicts with the counts, a mean over genes of
  // each section, then over both.
  BOOST_TEST(
      findings.headline_value("neighbour_predictions") == 0.4712191383262448,
      boost::test_tools::tolerance(1e-5));
  BOOST_TEST(std::isfinite(findings.headline_value("colour_sd_ridge")));
  const std::string page = read_file(results / "report.html");
  BOOST_TEST(page.find("Programs of others") != std::string::npos);
  BOOST_TEST(page.find("neighbours.py sha256 ") != std::string::npos);
  BOOST_TEST(page.find("NOT confined") == std::string::npos);
  BOOST_TEST(program.run("recipes/other_program").find("0 run, ") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
