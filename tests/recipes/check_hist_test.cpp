// `moonstain check` and `check --leaks` on the HiST recipes with real data: the
// two sections that ship, which are of one mouse, so that there each section is
// predicted by a model that saw its sister.

#include <boost/test/unit_test.hpp>
#include <sstream>
#include <string>

#include "core/base/error.h"
#include "tests/recipes/whole_program.h"

using namespace moonstain;

namespace {

struct Said {
  int code = -1;
  std::string text;
};

Said run(const WholeProgram& program, const std::string& arguments) {
  const int code = program.start_apart(arguments);
  BOOST_REQUIRE_MESSAGE(!program.said().empty(), program.errors());
  return {code, program.said()};
}

bool has(const Said& said, const std::string& words) {
  return said.text.find(words) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check_hist_test)

BOOST_AUTO_TEST_CASE(every_result_of_the_demo_repeats) {
  const WholeProgram program;
  const Said said = run(program, "check demo --set epochs=2");
  BOOST_TEST(said.code == 0, said.text);
  BOOST_TEST(said.text.starts_with("the same: 57 nodes, "));
}

// Every predictor that learns expression has seen the sister's, and the network
// and the ridges its pictures. No label of the scored section itself is seen,
// but by the oracle.
BOOST_AUTO_TEST_CASE(the_demo_learns_from_a_sister_and_from_no_more) {
  const WholeProgram program;
  const Said said = run(program, "check demo --leaks --set epochs=1");
  for (const char* step :
       {"hist_model -> predictions", "ridge_model -> ridge_predictions"}) {
    for (const char* kind : {"label", "picture"}) {
      bool found = false;
      std::istringstream lines(said.text);
      for (std::string line; std::getline(lines, line);) {
        found = found ||
                (line.starts_with(
                     concat("leak (", kind, "): patient mob/mouse1    ")) &&
                 line.find(concat(step, " -> expression_scores    declared")) !=
                     std::string::npos);
      }
      BOOST_TEST(found, kind << " " << step << "\n" << said.text);
    }
  }
  BOOST_TEST(has(said, "mean_predictions -> expression_scores    declared"));
  BOOST_TEST(!has(said, "leak (label): section"));
  BOOST_TEST(!has(said, "NOT DECLARED"));
  BOOST_TEST(!has(said, "not tested"));
  // Replaced section by section there is no leak but one, that of the epoch.
  const Said alone =
      run(program, "check demo --leaks --unit section --set epochs=1");
  BOOST_TEST(alone.code == 0, alone.text);
  BOOST_TEST(has(alone, "no leak found: 2 held-out units, "));
  BOOST_TEST(
      has(alone, "depth_predictions -> expression_scores    named an oracle"));
  const Said best = run(
      program,
      "check demo --leaks --unit section --set epochs=2 --set checkpoint=best");
  BOOST_TEST(best.code == 0, best.text);  // the switch acknowledges it
  BOOST_TEST(has(best, "leak (label): sections mob/MOB1, mob/MOB2    "));
  BOOST_TEST(has(best,
                 "hist_model -> predictions -> expression_scores    declared, "
                 "acknowledged: switch checkpoint"));
}

// The paper's own rule looks at the held-out section, too; chosen on training
// sections genes know its sister alone.
BOOST_AUTO_TEST_CASE(genes_by_morans_i_are_a_leak_that_a_switch_takes_away) {
  const WholeProgram program;
  const Said all = run(program, "lint demo --set gene_rule=morans_i");
  BOOST_TEST(has(all,
                 "leak (selection): sections mob/MOB1, mob/MOB2 on both sides "
                 "of 2 scores"),
             all.text);
  BOOST_TEST(has(all,
                 "-> moran_genes -> targets -> hist_model -> predictions -> "
                 "expression_scores    acknowledged: switch gene_choice"),
             all.text);
  const Said training = run(
      program, "lint demo --set gene_rule=morans_i --set gene_choice=audited");
  BOOST_TEST(has(training, "-> moran_genes -> targets"), training.text);
  BOOST_TEST(!has(training, "leak (selection): sections"), training.text);
}

BOOST_AUTO_TEST_SUITE_END()
