// `moonstain report` without a number, after runs that make no report.

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

#include "core/base/file.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(latest_report_test)

BOOST_AUTO_TEST_CASE(it_is_that_of_the_latest_run_that_made_one) {
  const TempFolder folder;
  const std::string root = fs::current_path().native();
  ::setenv("MOONSTAIN_HOME", root.c_str(), 1);
  ::setenv("MOONSTAIN_WORKER", (root + "/tools/moonstain-worker").c_str(), 1);
  const std::string recipe = root + "/tests/recipes/planted_leak";
  const auto code_of = [&](const std::string& command) {
    return WEXITSTATUS(std::system(concat("cd '", folder.path.native(),
                                          "' && '", root, "/tools/moonstain' ",
                                          command, " > said.txt 2> errors.txt")
                                       .c_str()));
  };
  const auto said = [&] { return read_file(folder / "said.txt"); };
  const auto errors = [&] { return read_file(folder / "errors.txt"); };

  BOOST_TEST(code_of("report") == 2);
  BOOST_TEST(errors() ==
             "moonstain: there is no run in .moonstain; `moonstain run "
             "RECIPE` makes one\n");
  BOOST_REQUIRE(code_of("run '" + recipe + "'") == 0);
  code_of("check '" + recipe + "' --leaks");
  BOOST_TEST(code_of("status") == 0);
  BOOST_TEST(!said().starts_with("run 0001"), said());
  BOOST_TEST(code_of("report") == 0);
  BOOST_TEST(said() == "report: report-0001.html\n");
  BOOST_TEST(code_of("report 1") == 0);
  BOOST_TEST(said() == "report: report-0001.html\n");
  BOOST_TEST(code_of("report 0002") == 2);
  BOOST_TEST(errors() ==
             "moonstain: run 0002 has made no report: it is done\n");
}

BOOST_AUTO_TEST_SUITE_END()
