#include "core/eval/study/decision_study.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/eval/panels/study_panel_step.h"
#include "core/eval/study/nominal_log_rank.h"
#include "core/eval/survival/survival_facts.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// Of a survival decision `yes` of `count` cohorts say yes, of one along the
// genome none; 20 tests each, of which one has p below 0.05, in the last two.
DecisionStudy study(std::int64_t first, std::int64_t count, std::int64_t yes) {
  DecisionStudy out;
  out.cohort = "60 patients of 300 cells";
  out.how = "3 folds";
  out.decisions = {
      {"log-rank test", "nominal p below 0.05", Subject::survival, 0.05},
      {"any pair", "a q at most 0.05", Subject::copy_number, 0.05}};
  for (std::int64_t i = 0; i < count; ++i) {
    out.cohorts.push_back(first + i);
    out.said.push_back({i < yes ? DecisionStudy::kYes : DecisionStudy::kNo,
                        DecisionStudy::kNo});
    out.tests.push_back(20);
    out.tests_below.push_back(i + 1 < count ? 1 : 2);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decision_study_test)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  const TempFolder folder;
  DecisionStudy one = study(3, 2, 1);
  one.said[1][1] = DecisionStudy::kNotAsked;
  one.hazard_effect = 1.5;
  one.write(folder / "study");
  const DecisionStudy back = DecisionStudy::read(folder / "study");
  BOOST_TEST(back.cohort == one.cohort);
  BOOST_TEST(back.how == one.how);
  BOOST_TEST(back.hazard_effect == 1.5);
  BOOST_TEST(back.is_planted(Subject::survival));
  BOOST_TEST(!back.is_planted(Subject::copy_number));
  BOOST_TEST((back.decisions == one.decisions));
  BOOST_TEST(back.cohorts == one.cohorts, tt::per_element());
  BOOST_TEST((back.said == one.said));
  BOOST_TEST(back.tests_below == one.tests_below, tt::per_element());
}

BOOST_AUTO_TEST_CASE(parts_join_by_number_whatever_their_order) {
  const DecisionStudy all = joined_study({study(3, 2, 1), study(1, 2, 0)});
  BOOST_TEST(all.cohorts == (std::vector<std::int64_t>{1, 2, 3, 4}),
             tt::per_element());
  BOOST_TEST(int{all.said[2][0]} == 1);
  BOOST_TEST(int{all.said[0][0]} == 0);
  BOOST_TEST(error_of([] {
               joined_study({study(1, 2, 0), study(2, 1, 0)});
             }) == "decision study: cohort 2 is there twice");
  DecisionStudy other = study(9, 1, 0);
  other.hazard_effect = 1;
  BOOST_TEST(error_of([&] {
               joined_study({study(1, 2, 0), other});
             }) ==
             "decision study: parts 1 and 2 are not of one study: 60 patients "
             "of 300 cells; 3 folds (effects 0, 0), and 60 patients of 300 "
             "cells; 3 folds (effects 0, 1)");
}

// Who was not asked does not count.
BOOST_AUTO_TEST_CASE(rates_count_those_that_were_asked) {
  DecisionStudy one = study(1, 200, 33);
  BOOST_TEST(rate_words(rate_of(one, 0)) ==
             "33 of 200 (16.5 %, 95 % interval 12.0 to 22.3 %)");
  for (std::size_t i = 100; i < 200; ++i) {
    one.said[i][1] = DecisionStudy::kNotAsked;
  }
  BOOST_TEST(rate_words(rate_of(one, 1), "cohorts") ==
             "0 of 100 cohorts (0.0 %, 95 % interval 0.0 to 3.7 %)");
  for (auto& row : one.said) row[1] = DecisionStudy::kNotAsked;
  BOOST_TEST(std::isnan(rate_of(one, 1).share));
  BOOST_TEST(rate_words(rate_of(one, 1)) == "not asked of any");
}

// Shares of the tests: 199 cohorts 0.05, one 0.1; mean 0.05025, sd
// 0.05 / sqrt(200), t of 199 degrees 1.972: 0.05025 -+ 0.00049.
BOOST_AUTO_TEST_CASE(the_panel_says_which_decision_does_not_hold_its_level) {
  const Panel panel = study_panel(study(1, 200, 33), "Rates");
  BOOST_TEST(
      panel.caption ==
      "200 made-up cohorts of 60 patients of 300 cells. Nothing is planted, so "
      "every yes is false. 'log-rank test' (nominal p below 0.05) is false in "
      "33 of 200 cohorts (16.5 %, 95 % interval 12.0 to 22.3 %), not in 5 %: "
      "it does not hold its level. No more often false than they mean to be, "
      "as far as so many cohorts show: 'any pair'. Of 4000 tests along the "
      "genome 201 have p below 0.05: 5.0 % on average over cohorts (95 % "
      "interval by Student's t 5.0 to 5.1 %), where 5 % are expected. The "
      "analysis: 3 folds. Intervals of rates are Wilson's.");
  const auto& table = std::get<TablePanel>(panel.data);
  BOOST_TEST(table.columns[3].texts[0] ==
             "false more often than in 5 %: does not hold its level");
  BOOST_TEST(table.columns[3].texts[1] ==
             "false less often than in 5 %: careful");
}

// Two cohorts of which all tests of one have p below 0.05 would give 0 to more
// than 100 % by t of one degree.
BOOST_AUTO_TEST_CASE(few_cohorts_give_no_interval_of_an_average) {
  DecisionStudy two = study(1, 2, 0);
  two.tests_below = {20, 4};
  const std::string said = study_panel(two, "Rates").caption;
  BOOST_TEST(said.find("24 have p below 0.05: 60.0 % on average over cohorts "
                       "(no interval below 6 cohorts), where 5 % are "
                       "expected.") != std::string::npos,
             said);
  DecisionStudy six = study(1, 6, 0);
  six.tests_below = {20, 20, 20, 20, 20, 4};
  const std::string clamped = study_panel(six, "Rates").caption;
  BOOST_TEST(clamped.find(" to 100.0 %)") != std::string::npos, clamped);
}

BOOST_AUTO_TEST_CASE(what_is_planted_is_found_and_not_called_false) {
  DecisionStudy one = study(1, 20, 19);
  one.hazard_effect = 1;
  const Panel panel = study_panel(one, "Rates");
  BOOST_TEST(panel.caption.starts_with(
      "20 made-up cohorts of 60 patients of 300 cells. Planted: types that "
      "drive the hazard (log hazard 1.00 a deviation). No more often false "
      "than they mean to be, as far as so many cohorts show: 'any pair'. "
      "What is planted is found by 'log-rank test' in 19 of 20 cohorts."));
  BOOST_TEST(std::get<TablePanel>(panel.data).columns[3].texts[0] ==
             "finds what is planted more often than in 5 %");
}

BOOST_AUTO_TEST_CASE(a_nominal_p_is_told_what_it_is_worth) {
  Scores scores;
  BOOST_TEST(nominal_log_rank_words(scores, {}) == "");
  scores.facts = {{survival_facts::kPermutations, 99},
                  {survival_facts::kPermutedBelow, 21},
                  {survival_facts::kOfProtocol, 0}};
  BOOST_TEST(nominal_log_rank_words(scores, {}) == "");
  scores.facts[survival_facts::kOfProtocol] = 1;
  BOOST_TEST(
      nominal_log_rank_words(scores, {study(1, 200, 33)}) ==
      "by chance alone p is below 0.05 in 21 of 99 permutations that "
      "were learned anew (21.2 %, 95 % interval 14.3 to 30.3 %), and in 33 "
      "of 200 made-up cohorts with nothing planted (16.5 %, 95 % "
      "interval 12.0 to 22.3 %)");
  DecisionStudy planted = study(1, 2, 0);
  planted.hazard_effect = 1;
  BOOST_TEST(error_of([&] { nominal_log_rank_words(scores, {planted}); }) ==
             "synthetic study: survival is planted (effect 1), so it says "
             "nothing of what chance gives a log-rank test");
}

BOOST_AUTO_TEST_SUITE_END()
