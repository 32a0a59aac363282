#include "tools/cli/commands/check_leaks.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {
namespace {

/// A leak by a copy that the plan or what was read of it tells.
JudgedLeak copy_leak(const std::string& acknowledged_by) {
  JudgedLeak judged;
  judged.leak.by = "ridge_model";
  judged.leak.units = {"d/S1", "d/S2"};
  judged.leak.copies = {
      "d/S1 (patient d/P1, the same counts) is d/S2 (patient d/P2, the same "
      "counts)"};
  judged.leak.scores = {4, 9};
  judged.path = {"recipe.lua:8", "ridge_model", "expression_scores"};
  judged.acknowledged_by = acknowledged_by;
  return judged;
}

LeakVerdict verdict_on(const JudgedLeak& leak) {
  LeakReport declared;
  declared.leaks = {leak};
  return judge_proven({}, {}, declared);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check_leaks_test)

BOOST_AUTO_TEST_CASE(a_copy_is_a_proven_leak_with_both_names) {
  const LeakVerdict verdict = verdict_on(copy_leak(""));
  BOOST_TEST(!verdict.clean());
  LeakCheck check;
  check.units = 2;
  check.compared = 3;
  check.runs = 5;
  BOOST_TEST(verdict_text(verdict, check) ==
             "leak (label, copy): sections d/S1, d/S2 on both sides of 2 "
             "scores, one specimen under two names: d/S1 (patient d/P1, the "
             "same counts) is d/S2 (patient d/P2, the same counts)    "
             "recipe.lua:8 -> ridge_model -> expression_scores    NOT "
             "acknowledged by a switch\n"
             "1 leak proven: 2 held-out units, 3 results compared, 5 nodes "
             "run\n");
  const Json copies = verdict_json(verdict, check).at("copies");
  BOOST_REQUIRE(copies.size() == 1U);
  BOOST_TEST(copies[0].at("severity") == "label, copy");
  BOOST_TEST(copies[0].at("units") == (Json{"d/S1", "d/S2"}));
}

BOOST_AUTO_TEST_CASE(a_switch_acknowledges_a_copy) {
  BOOST_TEST(verdict_on(copy_leak("unit")).clean());
}

BOOST_AUTO_TEST_CASE(a_leak_that_goes_with_its_score_says_where_that_was) {
  JudgedLeak leak = copy_leak("unit");
  leak.not_scored = {"d/S2"};
  const std::string text = verdict_text(verdict_on(leak), {});
  BOOST_TEST(text.find("expression_scores    acknowledged: switch unit (lost "
                       "there: scores of d/S2)\n") != std::string::npos,
             text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
