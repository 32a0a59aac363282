#include "core/eval/findings/verdict.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

constexpr PredictorKind kSimple = PredictorKind::simple;

Claim claim() {
  Claim one;
  one.claim = "mean Pearson";
  one.published = 0.45;
  one.rounding = 0.005;
  one.half_width = 0.04;
  one.units = 36;
  one.protocol = "stated in full";
  one.margin = 0.01;
  return one;
}

OurNumber ours(double mean) {
  OurNumber number;
  number.over_units.n = 36;
  number.over_units.mean = mean;
  number.independent_units = 8;
  number.same_data = true;
  return number;
}

// Six patients around `mean`, +- `spread`.
std::map<std::string, double> six(double mean, double spread) {
  return {{"A", mean - spread}, {"B", mean + spread}, {"C", mean - spread},
          {"D", mean + spread}, {"E", mean - spread}, {"F", mean + spread}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verdict_test)

BOOST_AUTO_TEST_CASE(within_rounding_on_the_same_data_is_reproduced) {
  const auto judged = judge_number(claim(), ours(0.455));
  BOOST_TEST(word_of(judged.verdict) == "reproduced");
  BOOST_TEST(judged.reason ==
             "ours is 0.455, +0.005 from the published 0.450, within rounding");
}

// 0.47 is 0.02 off; five seeds with sd 0.01 allow 0.005 + 0.02.
BOOST_AUTO_TEST_CASE(the_seeds_spread_is_allowed_for) {
  OurNumber number = ours(0.47);
  number.seeds = 5;
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "differs");
  number.seed_sd = 0.01;
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "reproduced");
  number.seeds = 2;  // a spread of two says little
  const auto judged = judge_number(claim(), number);
  BOOST_TEST(word_of(judged.verdict) == "inconclusive");
  BOOST_TEST(judged.reason ==
             "ours is 0.470, +0.020 from the published 0.450, within the "
             "spread of 2 seeds; 5 are needed to take one");
}

BOOST_AUTO_TEST_CASE(one_seed_leaves_it_open_inside_the_published_interval) {
  const auto judged = judge_number(claim(), ours(0.47));
  BOOST_TEST(word_of(judged.verdict) == "inconclusive");
  BOOST_TEST(judged.reason ==
             "ours is 0.470, +0.020 from the published 0.450, within the "
             "published interval, and 1 seed(s) do not show the seeds' spread; "
             "5 are needed");
  BOOST_TEST(word_of(judge_number(claim(), ours(0.30)).verdict) == "differs");
}

// sd = 0.04 sqrt(36) / 2.0301 = 0.1182; 0.1182 * 2.0301 * sqrt(1/36 + 1/9) =
// 0.0894 around 0.45.
BOOST_AUTO_TEST_CASE(other_data_are_held_against_the_prediction_interval) {
  OurNumber number = ours(0.535);
  number.same_data = false;
  number.independent_units = 9;  // patients: their sections are not
  const auto judged = judge_number(claim(), number);
  BOOST_TEST(word_of(judged.verdict) == "consistent");
  BOOST_TEST(judged.reason ==
             "ours is 0.535; the published 0.450 predicts 0.361 to 0.539 for 9 "
             "other units");
  number.over_units.mean = 0.545;
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "differs");
  number.independent_units = 5;
  BOOST_TEST(judge_number(claim(), number).reason ==
             "5 independent unit(s); no interval is given below 6");
}

BOOST_AUTO_TEST_CASE(what_comes_before_the_number_is_said_first) {
  OurNumber number = ours(0.45);
  Claim unknown = claim();
  unknown.protocol = "genes not stated";
  unknown.protocol_unknown = true;
  BOOST_TEST(word_of(judge_number(unknown, number).verdict) ==
             "protocol unknown");
  number.scope = Scope::subset;
  number.scope_note = "6 of 36 sections";
  BOOST_TEST(judge_number(unknown, number).reason ==
             "genes not stated; and a subset: 6 of 36 sections");
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "no verdict");
  number.turned = "unit is \"patient\", published \"section\"";
  BOOST_TEST(word_of(judge_number(unknown, number).verdict) == "no verdict");
  BOOST_TEST(judge_number(unknown, number).reason ==
             "another protocol than the published: unit is \"patient\", "
             "published \"section\"");
  number.scope = Scope::demo;
  BOOST_TEST(word_of(judge_number(unknown, number).verdict) == "no verdict");
  number.scope = Scope::quick;
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "no verdict");
  number.missing = "CTransPath weights";
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) ==
             "cannot be tested here");
  BOOST_TEST(judge_number(claim(), number).reason ==
             "missing here: CTransPath weights");
}

BOOST_AUTO_TEST_CASE(a_number_over_what_is_left_is_another_number) {
  OurNumber number = ours(0.45);
  number.scores = 180;
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "reproduced");
  number.undefined_scores = 3;
  const auto judged = judge_number(claim(), number);
  BOOST_TEST(word_of(judged.verdict) == "inconclusive");
  BOOST_TEST(
      judged.reason ==
      "3 of 180 scores (sections by seeds) are undefined; 0.450 over the "
      "rest is another number");
}

BOOST_AUTO_TEST_CASE(an_undefined_number_is_no_difference) {
  const auto judged = judge_number(claim(), ours(std::nan("")));
  BOOST_TEST(word_of(judged.verdict) == "inconclusive");
  BOOST_TEST(judged.reason ==
             "our number is undefined: no gene has a correlation");
}

// sd of +-0.01 over six is 0.01095, half width 2.5706 * 0.01095 / sqrt 6 =
// 0.0115: 0.03 -> 0.0185 to 0.0415 beyond the margin 0.01.
BOOST_AUTO_TEST_CASE(six_patients_give_an_interval_to_judge_by) {
  BOOST_TEST(word_of(compare("r", kSimple, six(0.03, 0.01), 0.01).verdict) ==
             "better");
  BOOST_TEST(word_of(compare("r", kSimple, six(-0.03, 0.01), 0.01).verdict) ==
             "worse");
  BOOST_TEST(word_of(compare("r", kSimple, six(0.0, 0.005), 0.01).verdict) ==
             "equivalent within the margin");
  BOOST_TEST(word_of(compare("r", kSimple, six(0.01, 0.01), 0.01).verdict) ==
             "inconclusive");
  BOOST_TEST(compare("r", kSimple, six(0.03, 0.01), 0.01).reason ==
             "+0.030 (+0.019 to +0.041) over 6 patients, margin 0.01");
}

BOOST_AUTO_TEST_CASE(two_patients_give_none) {
  const Comparison one = compare("r", kSimple, {{"B", 0.3}, {"C", 0.1}}, 0.01);
  BOOST_TEST(word_of(one.verdict) == "inconclusive");
  BOOST_TEST(one.reason == "+0.200 over 2 patients; no interval below 6");
  BOOST_TEST(compare("r", kSimple, {}, 0.01, {.everywhere = true}).reason ==
             "the model's number is undefined");
}

BOOST_AUTO_TEST_CASE(patients_without_a_number_are_not_passed_over) {
  auto gains = six(0.03, 0.01);
  gains["G"] = gains["H"] = std::nan("");
  const Comparison one = compare("r", kSimple, gains, 0.01);
  BOOST_TEST(word_of(one.verdict) == "better");
  BOOST_TEST(one.reason ==
             "+0.030 (+0.019 to +0.041) over 6 patients, margin 0.01; 2 "
             "patients have no number on one side");
  const Comparison gaps =
      compare("r", kSimple, gains, 0.01, {.scores = 8, .lacking = 2});
  BOOST_TEST(word_of(gaps.verdict) == "inconclusive");
  BOOST_TEST(gaps.reason ==
             "the model has no number in 2 of 8 scores (sections by seeds) "
             "where the baseline has one; +0.030 over the rest, 6 patients; 2 "
             "patients have no number on one side");
}

BOOST_AUTO_TEST_CASE(meaning_needs_every_named_baseline) {
  const Comparison better = compare("a", kSimple, six(0.03, 0.01), 0.01);
  const Comparison worse = compare("b", kSimple, six(-0.03, 0.01), 0.01);
  const Comparison equal = compare("c", kSimple, six(0.0, 0.005), 0.01);
  const Comparison open = compare("d", kSimple, {{"B", 0.3}}, 0.01);
  const auto word = [](const std::vector<Comparison>& list) {
    return word_of(judge_meaning(list).verdict);
  };
  BOOST_TEST(word({better}) == "better");
  BOOST_TEST(word({better, equal}) == "equivalent within the margin");
  BOOST_TEST(word({better, open}) == "inconclusive");
  BOOST_TEST(word({better, open, worse}) == "worse");
  BOOST_TEST(word({}) == "inconclusive");
  BOOST_TEST(judge_meaning({open}).reason ==
             "against d: +0.300 over 1 patient; no interval below 6");
  BOOST_TEST(judge_meaning({open, worse}).reason ==
             "inconclusive against d: +0.300 over 1 patient; no interval below "
             "6; worse than b: -0.030 (-0.041 to -0.019) over 6 patients, "
             "margin 0.01");
}

// 0.45 less 0.005 and 0.04 is 0.405.
BOOST_AUTO_TEST_CASE(trivial_scores_clearly_below_are_excluded) {
  Claim one = claim();
  one.trivial = {{"low", 0.40, ""}, {"near", 0.41, ""}, {"high", 0.9, ""}};
  const auto verdicts = judge_trivial_scores(one, true);
  BOOST_TEST(verdicts[0].excluded);
  BOOST_TEST(!verdicts[1].excluded);
  BOOST_TEST(!verdicts[2].excluded);
  BOOST_TEST(judge_trivial_scores(one, false)[2].excluded);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
