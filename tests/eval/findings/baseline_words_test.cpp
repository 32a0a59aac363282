// What a headline sentence says of the baselines.
#include "core/eval/findings/baseline_words.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/eval/findings/headline_findings.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(baseline_words_test)

BOOST_AUTO_TEST_CASE(few_patients_are_too_few) {
  BOOST_TEST(
      said(beside_mask(0.8, 6, 2)) ==
      "Here hist model scores 0.800 (mean Pearson r over genes, whole "
      "grid, section held out), more than the trivial predictor tissue "
      "mask (0.741), ahead in each of 2 patients; 2 patients are too few "
      "to say how sure that is.");
}

// Five sections of one patient outweigh one of another: (5 * 0.24 - 0.294) / 6
// is 0.151, and (0.24 - 0.294) / 2 below 0.
BOOST_AUTO_TEST_CASE(a_mean_over_patients_that_says_otherwise_is_told) {
  const std::string begin =
      "Here hist model scores 0.800 (mean Pearson r over genes, whole grid, "
      "section held out), more than the trivial predictor tissue mask (0.741)";
  const std::string end = "; 2 patients are too few to say how sure that is.";
  const auto with_gain = [](double value, const Gain& gain) {
    Findings made = beside_mask(value, 6, 2);
    made.gains[0] = gain;
    made.gains[0].baseline = "tissue_mask";
    return said(made);
  };
  BOOST_TEST(with_gain(0.8, gain_of_two_patients(0.24, -0.1)) ==
             begin + ", ahead in 1 of 2 patients" + end);
  BOOST_TEST(with_gain(0.8, gain_of_two_patients(0.24, -0.294)) ==
             begin +
                 ", ahead in 1 of 2 patients but behind where every patient "
                 "counts the same" +
                 end);
  // Of an own mean over patients the other one is that over sections.
  BOOST_TEST(
      with_gain(0.8, gain_of_two_patients(-0.24, 0.294, Averaging::clusters)) ==
      begin +
          ", ahead in 1 of 2 patients but behind where every section "
          "counts the same" +
          end);
  BOOST_TEST(
      with_gain(0.6, gain_of_two_patients(-0.24, 0.294)) ==
      "Here hist model scores 0.600 (mean Pearson r over genes, whole grid, "
      "section held out), less than the trivial predictor tissue mask (0.741), "
      "behind in 1 of 2 patients but ahead where every patient counts the "
      "same" +
          end);
  // (0.24 - 0.2406) / 2 is shown as 0.000.
  BOOST_TEST(with_gain(0.8, gain_of_two_patients(0.24, -0.2406)) ==
             begin + ", ahead in 1 of 2 patients" + end);
}

// One cohort, one section: nothing says that another would be as this one.
BOOST_AUTO_TEST_CASE(one_unit_alone_is_set_beside_and_not_above) {
  const std::string begin =
      "Here hist model scores 0.600 (mean Pearson r over genes, whole grid, "
      "section held out)";
  const std::string end = "; one section says nothing of another.";
  Findings made = beside_mask(0.6, 1, 1);
  BOOST_TEST(said(made) ==
             begin + ", beside 0.741 of the trivial predictor tissue mask" +
                 end);
  add(made, "colour_ridge", PredictorKind::simple, estimate_of(0.1, 1, 1));
  add_gain(made, "colour_ridge", estimate_of(0.5, 1, 1));
  JudgedClaim named = claim(NumberVerdict::none);
  named.meaning.against.resize(1);
  named.meaning.against[0].gain.baseline = "colour_ridge";
  made.claims = {named};
  BOOST_TEST(said(made) ==
             begin +
                 ", beside 0.100 of the simple baseline colour ridge and "
                 "beside 0.741 of the trivial predictor tissue mask" +
                 end);
  // Which of the two is ahead is not what the two numbers show.
  made.claims.clear();
  made.gains[0].estimate = estimate_of(0.01, 1, 1);
  BOOST_TEST(said(made) ==
             begin +
                 "; the trivial predictor tissue mask has 0.741, but over the "
                 "genes that both define hist model is better by 0.010" +
                 end);
}

BOOST_AUTO_TEST_CASE(
    an_interval_tells_what_is_more_and_what_is_not_told_apart) {
  Findings sure = beside_mask(0.8, 36, 8, Interval{0.02, 0.1});
  sure.predictors[0].readings["whole_grid"].metrics["pearson.mean"].estimate =
      estimate_of(0.8, 36, 8, Interval{0.75, 0.85});
  BOOST_TEST(said(sure) ==
             "Here hist model scores 0.800, 95 % interval 0.750 to 0.850 (mean "
             "Pearson r over genes, whole grid, section held out), more than "
             "the trivial predictor tissue mask (0.741).");
  BOOST_TEST(said(beside_mask(0.8, 36, 8, Interval{-0.02, 0.1})) ==
             "Here hist model scores 0.800 (mean Pearson r over genes, whole "
             "grid, section held out), which is not told apart from the "
             "trivial predictor tissue mask (0.741).");
}

// The smallest error is the best, of the baselines too.
BOOST_AUTO_TEST_CASE(lower_is_better_is_said) {
  const auto errors = [](double value) {
    Findings made;
    made.model = "net";
    made.headline = {"mae.mean", "nuclei", "patient"};
    made.data.units = {{"s/A", "s/A", "", {}}, {"s/B", "s/B", "", {}}};
    made.data.unit = made.data.cluster = "patient";
    made.data.item = "protein";
    add(made, "net", PredictorKind::model, estimate_of(value, 2, 2));
    add(made, "mean", PredictorKind::null, estimate_of(0.9, 2, 2));
    add(made, "ridge", PredictorKind::simple, estimate_of(0.5, 2, 2));
    add_gain(made, "mean", estimate_of(0.9 - value, 2, 2));
    add_gain(made, "ridge", estimate_of(0.5 - value, 2, 2));
    return said(made);
  };
  BOOST_TEST(
      errors(0.4) ==
      "Here net scores 0.400 (mean absolute error over proteins, all "
      "measured nuclei, patient held out), less, which is better, than "
      "the simple baseline ridge (0.500), ahead in each of 2 patients; 2 "
      "patients are too few to say how sure that is.");
  BOOST_TEST(errors(0.6) ==
             "Here net scores 0.600 (mean absolute error over proteins, all "
             "measured nuclei, patient held out), more, which is worse, than "
             "the simple baseline ridge (0.500), behind in each of 2 patients; "
             "2 patients are too few to say how sure that is.");
}

BOOST_AUTO_TEST_CASE(without_a_baseline_there_is_nothing_beside_it) {
  BOOST_TEST(said(findings(0.58, 2, 1)) ==
             "Here hist model scores 0.580 (mean Pearson r over genes, whole "
             "grid, section held out); no baseline stands beside it; the 2 "
             "sections are of one patient, which says nothing of another.");
  Findings silent = findings(0.58, 36, 8, Interval{0.5, 0.6});
  add(silent, "training_mean", PredictorKind::null, estimate_of(kNone, 0, 0));
  BOOST_TEST(said(silent) ==
             "Here hist model scores 0.580, 95 % interval 0.500 to 0.600 (mean "
             "Pearson r over genes, whole grid, section held out); none of its "
             "baselines has a number there.");
}

BOOST_AUTO_TEST_CASE(numbers_of_other_items_are_not_set_against_each_other) {
  Findings made = beside_mask(0.58, 6, 2);
  made.gains[0].lacking = {100, 40};
  BOOST_TEST(
      said(made) ==
      "Here hist model scores 0.580 (mean Pearson r over genes, whole grid, "
      "section held out); it lacks 40 of the 100 values by gene that the "
      "trivial predictor tissue mask (0.741) has, and is not set against it.");
  made.gains[0].estimate.value = kNone;
  BOOST_TEST(said(made) ==
             "Here hist model scores 0.580 (mean Pearson r over genes, whole "
             "grid, section held out); the trivial predictor tissue mask has "
             "0.741, but no gene has a number from both.");
}

// Means may be over other items than the paired gain, whose sign counts.
BOOST_AUTO_TEST_CASE(the_paired_gain_says_who_is_ahead) {
  const std::string begin =
      "Here hist model scores 0.580 (mean Pearson r over genes, whole grid, "
      "section held out)";
  const std::string end = "; 2 patients are too few to say how sure that is.";
  const auto with_gain = [](double value, double gain) {
    Findings made = beside_mask(value, 6, 2);
    made.gains[0].estimate = estimate_of(gain, 6, 2);
    return said(made);
  };
  BOOST_TEST(with_gain(0.58, 0.012) ==
             begin +
                 "; the trivial predictor tissue mask has 0.741, but over the "
                 "genes that both define hist model is better by 0.012, ahead "
                 "in each of 2 patients" +
                 end);
  BOOST_TEST(with_gain(0.58, 0.0001) ==
             begin +
                 "; the trivial predictor tissue mask has 0.741, but over the "
                 "genes that both define both are level" +
                 end);
  BOOST_TEST(
      with_gain(0.7411, 0.0001) ==
      "Here hist model scores 0.741 (mean Pearson r over genes, whole grid, "
      "section held out), as much as the trivial predictor tissue mask" +
          end);
}

// "0.741, less than 0.741" would contradict itself, and of a small difference
// whose interval does not hold 0 it would be wrong that both are level.
BOOST_AUTO_TEST_CASE(numbers_shown_alike_are_not_more_or_less) {
  const std::string begin =
      "Here hist model scores 0.741 (mean Pearson r over genes, whole grid, "
      "section held out); the trivial predictor tissue mask has 0.741, but "
      "over the genes that both define hist model is ";
  const auto with_gain = [](double value, const Estimate& gain) {
    Findings made = beside_mask(value, 36, 8);
    made.gains[0].estimate = gain;
    return said(made);
  };
  BOOST_TEST(with_gain(0.7408, estimate_of(-0.01, 6, 2)) ==
             begin +
                 "worse by 0.010, behind in each of 2 patients; 2 patients are "
                 "too few to say how sure that is.");
  BOOST_TEST(
      with_gain(0.7412, estimate_of(0.0002, 36, 8, Interval{1e-4, 3e-4})) ==
      begin + "better by less than 0.001.");
}

// A claim names what it is to be set against: each is answered, in its order,
// and the best of all last, where that is another.
BOOST_AUTO_TEST_CASE(named_baselines_are_answered_one_by_one) {
  Findings made = beside_mask(0.6, 6, 2);
  add(made, "colour_ridge", PredictorKind::simple, estimate_of(0.1, 6, 2));
  add_gain(made, "colour_ridge", estimate_of(0.5, 6, 2));
  JudgedClaim named = claim(NumberVerdict::none);
  const auto name = [&](const std::string& baseline) {
    Comparison one;
    one.gain.baseline = baseline;
    named.meaning.against.push_back(one);
    made.claims = {named};
  };
  const std::string ours =
      "Here hist model scores 0.600 (mean Pearson r over genes, whole grid, "
      "section held out)";
  const std::string few = "; 2 patients are too few to say how sure that is.";
  name("colour_ridge");
  BOOST_TEST(said(made) ==
             ours +
                 ", more than the simple baseline colour ridge (0.100), ahead "
                 "in each of 2 patients, and less than the trivial predictor "
                 "tissue mask (0.741), behind in each of 2 patients" +
                 few);
  name("ridge_features");
  name("tissue_mask");
  BOOST_TEST(said(made) ==
             ours +
                 ", more than the simple baseline colour ridge (0.100), ahead "
                 "in each of 2 patients, more than the simple baseline ridge "
                 "features (0.553), ahead in each of 2 patients, and less than "
                 "the trivial predictor tissue mask (0.741), behind in each of "
                 "2 patients" +
                 few);
  // With intervals there is nothing to say of single patients.
  Findings sure = made;
  for (Gain& gain : sure.gains) {
    const double value = gain.estimate.value;
    gain.estimate.interval = {value - 0.01, value + 0.01};
  }
  BOOST_TEST(said(sure) ==
             ours +
                 ", more than the simple baseline colour ridge (0.100), more "
                 "than the simple baseline ridge features (0.553) and less "
                 "than the trivial predictor tissue mask (0.741).");
  name("neighbour_copy");
  made.gains[1].estimate = estimate_of(-0.01, 6, 2);  // over what both define
  made.gains[2].estimate.interval = Interval{-0.2, 0.3};
  BOOST_TEST(said(made) ==
             ours +
                 ", not told apart from the simple baseline colour ridge "
                 "(0.100), and less than the trivial predictor tissue mask "
                 "(0.741), behind in each of 2 patients; the simple baseline "
                 "ridge features has 0.553, but over the genes that both "
                 "define hist model is worse by 0.010, behind in each of 2 "
                 "patients; neighbour copy was not run" +
                 few);
  // One that has none in some sections says of how many its number is.
  Findings partly = made;
  partly.predictors[2]
      .readings["whole_grid"]
      .metrics["pearson.mean"]
      .estimate.undefined = 2;
  BOOST_TEST(said(partly).find("ridge features has 0.553 over ") !=
             std::string::npos);
  BOOST_TEST(said(partly).find(" sections, but over the genes that both ") !=
             std::string::npos);
  // One that has no number in any section.
  made.predictors[2].readings["whole_grid"].metrics["pearson.mean"].estimate =
      estimate_of(kNone, 0, 0);
  named.meaning.against.erase(named.meaning.against.begin());
  named.meaning.against.resize(1);
  made.claims = {named};
  BOOST_TEST(said(made) ==
             ours +
                 ", less than the trivial predictor tissue mask (0.741), "
                 "behind in each of 2 patients; the simple baseline ridge "
                 "features has no number there" +
                 few);
  made.collapse.collapsed = true;
  made.collapse.reading = "whole_grid";
  BOOST_TEST(said(made).ends_with(
      "; the simple baseline ridge features has no number there; the trivial "
      "predictor tissue mask has 0.741."));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
