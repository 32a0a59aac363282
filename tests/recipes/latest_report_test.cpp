// `moonstain report` without a number, after runs that make no report.

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/recipes/whole_program.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(latest_report_test)

BOOST_AUTO_TEST_CASE(it_is_that_of_the_latest_run_that_made_one) {
  const WholeProgram program;
  const std::string recipe = program.quoted("tests/recipes/planted_leak");
  BOOST_TEST(program.start_apart("report") == 2);
  BOOST_TEST(program.errors() ==
             "moonstain: there is no run in .moonstain; `moonstain run "
             "RECIPE` makes one\n");
  BOOST_REQUIRE(program.start_apart("run " + recipe) == 0);
  program.start_apart("check " + recipe + " --leaks");
  BOOST_TEST(program.start_apart("status") == 0);
  BOOST_TEST(!program.said().starts_with("run 0001"), program.said());
  BOOST_TEST(program.start_apart("report") == 0);
  BOOST_TEST(program.said() == "report: report-0001.html\n");
  BOOST_TEST(program.start_apart("report 1") == 0);
  BOOST_TEST(program.said() == "report: report-0001.html\n");
  BOOST_TEST(program.start_apart("report 0002") == 2);
  BOOST_TEST(program.errors() ==
             "moonstain: run 0002 has made no report: it is done\n");
}

BOOST_AUTO_TEST_SUITE_END()
