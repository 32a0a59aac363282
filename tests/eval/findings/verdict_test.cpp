#include "core/eval/findings/verdict.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/text.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

Claim claim() {
  Claim one;
  one.claim = "mean Pearson";
  one.metric = "pearson.mean";
  one.published = 0.45;
  one.published_text = "0.45";
  one.rounding = 0.005;
  one.half_width = 0.04;
  one.units = 36;
  one.unit = "patient";
  one.protocol = "stated in full";
  one.margin = 0.01;
  return one;
}

// Patients of one section each.
Estimate over_patients(const std::vector<double>& values) {
  std::vector<UnitValue> units;
  for (std::size_t i = 0; i < values.size(); ++i) {
    units.push_back({concat("S", i), concat("P", i), "", values[i], 1});
  }
  return estimate(units, {});
}

OurNumber ours(double mean, int patients = 8) {
  OurNumber number;
  number.estimate = over_patients(
      std::vector<double>(static_cast<std::size_t>(patients), mean));
  number.lacking = {785, 0};
  number.same_data = true;
  return number;
}

// Six patients around `mean`, +- `spread`.
std::vector<double> six(double mean, double spread) {
  return {mean - spread, mean + spread, mean - spread,
          mean + spread, mean - spread, mean + spread};
}

Gain gain(const std::string& baseline, const std::vector<double>& values) {
  Gain made;
  made.baseline = baseline;
  made.kind = PredictorKind::simple;
  made.estimate = over_patients(values);
  made.lacking = {785, 0};
  return made;
}

Comparison compared(const std::vector<double>& values,
                    const std::string& baseline = "r") {
  return compare(gain(baseline, values), 0.01, "gene");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verdict_test)

BOOST_AUTO_TEST_CASE(within_rounding_on_the_same_data_is_reproduced) {
  const auto judged = judge_number(claim(), ours(0.455));
  BOOST_TEST(word_of(judged.verdict) == "reproduced");
  BOOST_TEST(judged.reason ==
             "ours is 0.455, +0.005 from the published 0.45, within rounding");
}

// Whatever else is known of ours. What arithmetic alone scores excludes
// nothing.
BOOST_AUTO_TEST_CASE(a_number_that_was_not_published_cannot_be_tested) {
  Claim none = claim();
  none.published.reset();
  none.not_published = "none in abstract, code or README";
  none.trivial = {{"always \"no\"", 0.2, "how"}};
  OurNumber number = ours(0.455);
  number.missing = "the weights";
  number.scope = Scope::quick;
  const auto judged = judge_number(none, number);
  BOOST_TEST(word_of(judged.verdict) == "cannot be tested here");
  BOOST_TEST(judged.reason ==
             "no number was published: none in abstract, code or README");
  BOOST_TEST(judge_trivial_scores(none, true).empty());
}

// 0.45 lies above 0.44, but its own counts would let it be 0.40.
BOOST_AUTO_TEST_CASE(a_number_that_its_counts_leave_open_excludes_nothing) {
  Claim open = claim();
  open.half_width.reset();
  open.trivial = {{"always \"no\"", 0.44, "how"}};
  BOOST_TEST(judge_trivial_scores(open, true)[0].excluded);
  open.trivial[0].of_published = Interval{0.40, 0.50};
  BOOST_TEST(!judge_trivial_scores(open, true)[0].excluded);
  BOOST_TEST(!judge_trivial_scores(open, false)[0].excluded);
  open.trivial[0].of_published = Interval{0.441, 0.50};
  BOOST_TEST(judge_trivial_scores(open, true)[0].excluded);
}

// Five draws of sd 0.01 predict one more within t(4) 0.01 sqrt(1 + 1/5) =
// 2.7764 x 0.010954 = 0.0304, and the rounding 0.005; 99 of 100 within 4.6041 x
// 0.010954 = 0.0504.
BOOST_AUTO_TEST_CASE(one_published_draw_is_held_against_k_of_ours) {
  OurNumber number = ours(0.484);
  number.seeds = 5;
  number.seed_sd = 0.01;
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "reproduced");
  BOOST_TEST(judge_number(claim(), number).reason ==
             "ours is 0.484, +0.034 from the published 0.45, one draw beside 5 "
             "of ours: within the 0.035 that 95 of 100 predictions allow");
  number.estimate = over_patients(std::vector<double>(8, 0.487));
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "inconclusive");
  BOOST_TEST(judge_number(claim(), number)
                 .reason.ends_with(": outside of the 0.035 that 95 of 100 "
                                   "predictions allow, within the "
                                   "0.055 that 99 allow"));
  number.estimate = over_patients(std::vector<double>(8, 0.507));
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "differs");
  BOOST_TEST(judge_number(claim(), number)
                 .reason.ends_with(
                     ": beyond the 0.055 that 99 of 100 predictions allow"));
}

BOOST_AUTO_TEST_CASE(few_seeds_leave_it_open) {
  const auto judged = judge_number(claim(), ours(0.30));
  BOOST_TEST(word_of(judged.verdict) == "inconclusive");
  BOOST_TEST(judged.reason ==
             "ours is 0.300, -0.150 from the published 0.45; 1 seed does not "
             "show how far draws lie apart, 5 are needed");
  OurNumber four = ours(0.30);
  four.seeds = 4;
  four.seed_sd = 0.001;
  BOOST_TEST(word_of(judge_number(claim(), four).verdict) == "inconclusive");
}

// sd = 0.04 sqrt(36) / 2.0301 = 0.1182; 0.1182 * 2.0301 * sqrt(1/36 + 1/9) =
// 0.0894 around 0.45, and 2.7238 for 2.0301 gives 0.1200; the rounding adds
// 0.005 to both.
BOOST_AUTO_TEST_CASE(other_data_are_held_against_the_prediction_interval) {
  OurNumber number = ours(0.535, 9);
  number.same_data = false;
  const auto judged = judge_number(claim(), number);
  BOOST_TEST(word_of(judged.verdict) == "consistent");
  BOOST_TEST(judged.reason ==
             "ours is 0.535, +0.085 from the published 0.45, for 9 other "
             "patients: within the 0.094 that 95 of 100 predictions allow");
  number.estimate = over_patients(std::vector<double>(9, 0.545));
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "inconclusive");
  number.estimate = over_patients(std::vector<double>(9, 0.58));
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "differs");
  number.estimate = over_patients(std::vector<double>(5, 0.545));
  BOOST_TEST(judge_number(claim(), number).reason ==
             "5 patients count as 5.0; no interval is given below 6");
}

// A median of nine lies about its own centre in another way than a mean does.
BOOST_AUTO_TEST_CASE(a_median_is_not_held_against_an_interval_of_means) {
  OurNumber number = ours(0.58, 9);
  number.same_data = false;
  number.estimate.averaging = Averaging::median;
  const auto judged = judge_number(claim(), number);
  BOOST_TEST(word_of(judged.verdict) == "inconclusive");
  BOOST_TEST(judged.reason ==
             "ours is a median, and a prediction interval is one of means");
}

// Published with four places, and with seeds that hardly differ, "+0.000" would
// lie "beyond the 0.000".
BOOST_AUTO_TEST_CASE(what_is_compared_is_printed_so_that_it_differs) {
  Claim fine = claim();
  fine.published = 0.4503;
  fine.published_text = "0.4503";
  fine.rounding = 0.00005;
  OurNumber number = ours(0.4506);
  number.seeds = 5;
  number.seed_sd = 0;
  const auto judged = judge_number(fine, number);
  BOOST_TEST(word_of(judged.verdict) == "differs");
  BOOST_TEST(judged.reason ==
             "ours is 0.451, +0.0003 from the published 0.4503, one draw "
             "beside 5 of ours: beyond the 0.0001 that 99 of 100 predictions "
             "allow");
  // The limit of an interval and the margin.
  Gain small = gain("ridge", six(0, 0));
  small.estimate.value = 0.0006;
  small.estimate.interval = Interval{0.0002, 0.001};
  const Comparison better = compare(small, 0, "gene");
  BOOST_TEST(word_of(better.verdict) == "better");
  BOOST_TEST(better.reason.starts_with("+0.0006 (+0.0002 to +0.0010), "),
             better.reason);
}

// Sections share patients: their interval is none over patients.
BOOST_AUTO_TEST_CASE(an_interval_over_sections_is_not_one_over_patients) {
  OurNumber number = ours(0.9, 9);
  number.same_data = false;
  Claim over_sections = claim();
  over_sections.unit = "section";
  const auto judged = judge_number(over_sections, number);
  BOOST_TEST(word_of(judged.verdict) == "inconclusive");
  BOOST_TEST(judged.reason ==
             "the published interval is over 36 sections, which says nothing "
             "of other patients");
  over_sections.unit = "";
  BOOST_TEST(judge_number(over_sections, number).reason ==
             "the published interval is over 36 units that are not named, "
             "which says nothing of other patients");
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
  number.turned = {"epochs is 1, published 200"};
  BOOST_TEST(word_of(judge_number(unknown, number).verdict) == "no verdict");
  BOOST_TEST(judge_number(unknown, number).reason ==
             "another protocol than the published: epochs is 1, published 200");
  number.protocol_stated = false;
  BOOST_TEST(judge_number(unknown, number).reason ==
             "the recipe does not say under which protocol this is: findings { "
             "protocol = ms.protocol() }");
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "no verdict");
  number.scope = Scope::demo;
  BOOST_TEST(word_of(judge_number(unknown, number).verdict) == "no verdict");
  number.scope = Scope::quick;
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "no verdict");
  number.state.collapsed = "it has collapsed";
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "inconclusive");
  number.missing = "CTransPath weights";
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) ==
             "cannot be tested here");
  BOOST_TEST(judge_number(claim(), number).reason ==
             "missing here: CTransPath weights");
}

BOOST_AUTO_TEST_CASE(a_number_over_what_is_left_is_another_number) {
  OurNumber number = ours(0.45);
  number.scores = 180;
  number.lacking = {1000, 50};  // one in twenty is as much as may lack
  BOOST_TEST(word_of(judge_number(claim(), number).verdict) == "reproduced");
  number.lacking = {785, 784};
  const auto few = judge_number(claim(), number);
  BOOST_TEST(word_of(few.verdict) == "inconclusive");
  BOOST_TEST(few.reason ==
             "the model has no value in 784 of 785 genes by units whose "
             "measurement varies; 0.450 over the rest is another number");
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
             "our number is undefined: no section has a number");
}

// sd of +-0.01 over six is 0.01095, half width 2.5706 * 0.01095 / sqrt 6 =
// 0.0115: 0.03 -> 0.0185 to 0.0415 beyond the margin 0.01.
BOOST_AUTO_TEST_CASE(six_patients_give_an_interval_to_judge_by) {
  BOOST_TEST(word_of(compared(six(0.03, 0.01)).verdict) == "better");
  BOOST_TEST(word_of(compared(six(-0.03, 0.01)).verdict) == "worse");
  BOOST_TEST(word_of(compared(six(0.0, 0.005)).verdict) ==
             "equivalent within the margin");
  BOOST_TEST(word_of(compared(six(0.01, 0.01)).verdict) == "inconclusive");
  BOOST_TEST(compared(six(0.03, 0.01)).reason ==
             "+0.030 (+0.019 to +0.041), mean of 6 sections, Student's t over "
             "6 patients, margin 0.01");
}

BOOST_AUTO_TEST_CASE(two_patients_give_none) {
  const Comparison one = compared({0.3, 0.1});
  BOOST_TEST(word_of(one.verdict) == "inconclusive");
  BOOST_TEST(one.reason ==
             "+0.200, mean of 2 sections; no interval below 6 patients");
  Gain silent = gain("r", {});
  silent.model_silent = true;
  BOOST_TEST(compare(silent, 0.01, "gene").reason ==
             "the model's number is undefined");
}

// 784 of 785 genes without a value: what is left may be as good as it likes.
BOOST_AUTO_TEST_CASE(a_model_that_lacks_genes_is_neither_better_nor_worse) {
  Gain lacking = gain("r", six(0.3, 0.01));
  lacking.lacking = {785, 784};
  const Comparison one = compare(lacking, 0.01, "gene");
  BOOST_TEST(word_of(one.verdict) == "inconclusive");
  BOOST_TEST(one.reason ==
             "the model has no value in 784 of 785 genes by units that the "
             "baseline defines; +0.300 over the rest");
  lacking.lacking = {785, 39};
  BOOST_TEST(word_of(compare(lacking, 0.01, "gene").verdict) == "better");
  BOOST_TEST(
      compare(lacking, 0.01, "gene")
          .reason.ends_with("; the model has no value in 39 of 785 genes "
                            "by units that the baseline defines"));
}

BOOST_AUTO_TEST_CASE(meaning_needs_every_named_baseline) {
  const Comparison better = compared(six(0.03, 0.01), "a");
  const Comparison worse = compared(six(-0.03, 0.01), "b");
  const Comparison equal = compared(six(0.0, 0.005), "c");
  const Comparison open = compared({0.3}, "d");
  const auto word = [](const std::vector<Comparison>& list) {
    return word_of(judge_meaning(list, {}).verdict);
  };
  BOOST_TEST(word({better}) == "better");
  BOOST_TEST(word({better, equal}) == "equivalent within the margin");
  BOOST_TEST(word({better, open}) == "inconclusive");
  BOOST_TEST(word({better, open, worse}) == "worse");
  BOOST_TEST(word({}) == "inconclusive");
  BOOST_TEST(judge_meaning({open}, {}).reason ==
             "against d: +0.300, mean of 1 section; no interval below 6 "
             "patients");
  BOOST_TEST(judge_meaning({open, worse}, {})
                 .reason.starts_with("inconclusive against d: +0.300, mean of "
                                     "1 section; no interval below 6 patients; "
                                     "worse than b: -0.030 ("));
  Gain silent = gain("mask", {});
  silent.baseline_silent = true;
  const Comparison none = compare(silent, 0.01, "gene");
  BOOST_TEST(word({better, none}) == "better");
  BOOST_TEST(judge_meaning({none}, {}).reason ==
             "mask has no number in this reading");
}

BOOST_AUTO_TEST_CASE(a_model_that_was_not_fitted_means_nothing) {
  const std::vector<Comparison> better{compared(six(0.03, 0.01))};
  ModelState state{.collapsed = "", .not_fitted = "not fitted: it is not"};
  BOOST_TEST(word_of(judge_meaning(better, state).verdict) == "no verdict");
  BOOST_TEST(judge_meaning(better, state).reason == "not fitted: it is not");
  state.collapsed = "it has collapsed";
  BOOST_TEST(word_of(judge_meaning(better, state).verdict) == "inconclusive");
}

BOOST_AUTO_TEST_CASE(a_specimen_on_both_sides_leaves_both_verdicts_open) {
  const std::vector<Comparison> better{compared(six(0.03, 0.01))};
  ModelState state;
  state.collapsed = "it has collapsed";
  state.copies = "one specimen under two names";
  BOOST_TEST(word_of(judge_meaning(better, state).verdict) == "no verdict");
  BOOST_TEST(judge_meaning(better, state).reason == state.copies);
  OurNumber ours;
  ours.state = state;
  BOOST_TEST(word_of(judge_number(claim(), ours).verdict) == "no verdict");
  BOOST_TEST(judge_number(claim(), ours).reason == state.copies);
}

BOOST_AUTO_TEST_CASE(what_was_trained_on_leaves_both_verdicts_open) {
  const std::vector<Comparison> better{compared(six(0.03, 0.01))};
  BOOST_TEST(word_of(judge_meaning(better, {}).verdict) == "better");
  ModelState state;
  state.collapsed = "it has collapsed";
  state.learned = "it was trained on sections that it is scored on";
  BOOST_TEST(word_of(judge_meaning(better, state).verdict) == "no verdict");
  BOOST_TEST(judge_meaning(better, state).reason == state.learned);
  OurNumber ours;
  ours.state = state;
  BOOST_TEST(word_of(judge_number(claim(), ours).verdict) == "no verdict");
  BOOST_TEST(judge_number(claim(), ours).reason == state.learned);
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

// 0.80 may be 0.795: in float64 they lie 0.005000000000000004 apart.
BOOST_AUTO_TEST_CASE(a_trivial_score_at_the_end_of_the_rounding_is_not) {
  Claim one = claim();
  one.half_width.reset();
  one.published = 0.8;
  one.rounding = 0.005;
  one.trivial = {{"at", 0.795, ""}, {"below", 0.7949, ""}};
  const auto verdicts = judge_trivial_scores(one, true);
  BOOST_TEST(!verdicts[0].excluded);
  BOOST_TEST(verdicts[1].excluded);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
