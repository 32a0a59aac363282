#include "core/eval/findings/headline_sentence.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <optional>
#include <string>

namespace moonstain {
namespace {

const double kNone = std::nan("");

// Of `units` sections of `clusters` patients, with an interval where given.
Estimate estimate_of(double value, int units, int clusters,
                     std::optional<Interval> interval = {}) {
  Estimate made;
  made.value = value;
  made.interval = interval;
  made.how = "how";
  made.unit = "section";
  made.cluster = "patient";
  made.units = units;
  made.clusters = clusters;
  made.effective_clusters = clusters;
  return made;
}

void add(Findings& to, const std::string& name, PredictorKind kind,
         const Estimate& estimate) {
  const Headline& headline = to.headline;
  PredictorFindings one;
  one.name = name;
  one.kind = kind;
  ReadingScores& reading = one.readings[headline.reading];
  reading.metrics[headline.metric].estimate = estimate;
  reading.items.scored = 100;
  to.predictors.push_back(one);
}

void add_gain(Findings& to, const std::string& baseline,
              const Estimate& estimate) {
  Gain gain;
  gain.baseline = baseline;
  gain.estimate = estimate;
  gain.lacking = {100, 0};
  to.gains.push_back(gain);
}

// A model of this number alone, on so many sections of so many patients.
Findings findings(double value, int units, int clusters,
                  std::optional<Interval> interval = {}) {
  Findings made;
  made.model = "hist_model";
  made.headline = {"pearson.mean", "whole_grid", "section"};
  for (int i = 0; i < units; ++i) {
    made.data.units.push_back(
        {concat("s/", i), concat("s/P", i % clusters), "", {}});
  }
  made.data.clusters = static_cast<std::size_t>(clusters);
  made.data.items = 100;
  add(made, "hist_model", PredictorKind::model,
      estimate_of(value, units, clusters, interval));
  return made;
}

// Beside a tissue mask of 0.741 that knows more than the model, a ridge that
// knows less, and an oracle, which is no baseline.
Findings beside_mask(double value, int units, int clusters,
                     std::optional<Interval> gain = {}) {
  Findings made = findings(value, units, clusters);
  add(made, "tissue_mask", PredictorKind::null,
      estimate_of(0.741, units, clusters));
  add(made, "ridge_features", PredictorKind::simple,
      estimate_of(0.553, units, clusters));
  add(made, "spot_depth", PredictorKind::oracle,
      estimate_of(0.9, units, clusters));
  add_gain(made, "tissue_mask",
           estimate_of(value - 0.741, units, clusters, gain));
  add_gain(made, "ridge_features", estimate_of(value - 0.553, units, clusters));
  return made;
}

JudgedClaim claim(NumberVerdict verdict, const std::string& text = "0.450") {
  JudgedClaim made;
  made.published = 0.45;
  made.published_text = text;
  made.metric = "pearson.mean";
  made.reading = "whole_grid";
  made.number = {verdict, "why"};
  return made;
}

std::string said(const Findings& of) { return headline_sentence(of); }

}  // namespace

BOOST_AUTO_TEST_SUITE(headline_sentence_test)

BOOST_AUTO_TEST_CASE(two_sections_of_one_patient_are_called_so) {
  BOOST_TEST(
      said(beside_mask(0.58, 2, 1)) ==
      "Here hist model scores 0.580 (mean Pearson r over genes, whole grid, "
      "section held out), less than the trivial predictor tissue mask (0.741); "
      "the 2 sections are of one patient, which says nothing of another.");
}

// Pictures of one specimen stand on both sides: no number is set beside it.
BOOST_AUTO_TEST_CASE(a_specimen_on_both_sides_is_said_before_its_number) {
  Findings copied = beside_mask(0.8, 3, 2);
  SectionCopy pair{"s/0", "s/P0", "s/1", "s/P1", "the same counts", false};
  copied.copies = {pair};
  const std::string held_together = said(copied);
  BOOST_TEST(held_together.find(", more than the trivial predictor") !=
             std::string::npos);
  copied.copies[0].apart = true;
  BOOST_TEST(said(copied) ==
             "Here hist model was scored on what it may have learned: one "
             "specimen under two names stands on both sides; no verdict is "
             "given on the meaning of its 0.800 (mean Pearson r over genes, "
             "whole grid, section held out); the trivial predictor tissue mask "
             "has 0.741.");
}

BOOST_AUTO_TEST_CASE(one_section_says_nothing_of_another) {
  BOOST_TEST(said(beside_mask(0.8, 1, 1)) ==
             "Here hist model scores 0.800 (mean Pearson r over genes, whole "
             "grid, section held out), more than the trivial predictor tissue "
             "mask (0.741); one section says nothing of another.");
}

BOOST_AUTO_TEST_CASE(few_patients_are_too_few) {
  BOOST_TEST(said(beside_mask(0.8, 6, 2)) ==
             "Here hist model scores 0.800 (mean Pearson r over genes, whole "
             "grid, section held out), more than the trivial predictor tissue "
             "mask (0.741); 2 patients are too few to say how sure that is.");
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
  BOOST_TEST(errors(0.4) ==
             "Here net scores 0.400 (mean absolute error over proteins, all "
             "measured nuclei, patient held out), less, which is better, than "
             "the simple baseline ridge (0.500); 2 patients are too few to say "
             "how sure that is.");
  BOOST_TEST(errors(0.6) ==
             "Here net scores 0.600 (mean absolute error over proteins, all "
             "measured nuclei, patient held out), more, which is worse, than "
             "the simple baseline ridge (0.500); 2 patients are too few to say "
             "how sure that is.");
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

BOOST_AUTO_TEST_CASE(a_collapsed_model_gets_no_verdict) {
  Findings made = beside_mask(0.74, 2, 1);
  made.collapse = {true, "tissue", {{"s/0", {60, 60}}}, 2};
  BOOST_TEST(
      said(made) ==
      "Here hist model has collapsed: it predicts almost one value (only cells "
      "with tissue) in 1 of 2 sections; no verdict is given on the meaning of "
      "its 0.740 (mean Pearson r over genes, whole grid, section held out); "
      "the trivial predictor tissue mask has 0.741.");
  made.predictors[0].readings["whole_grid"].metrics["pearson.mean"].estimate =
      estimate_of(kNone, 0, 0);
  BOOST_TEST(
      said(made) ==
      "Here hist model has collapsed: it predicts almost one value (only cells "
      "with tissue) in 1 of 2 sections; it has no number (mean Pearson r over "
      "genes, whole grid, section held out), which is undefined in every "
      "section; the trivial predictor tissue mask has 0.741.");
}

BOOST_AUTO_TEST_CASE(a_model_that_was_not_fitted_gets_no_verdict) {
  Findings made = beside_mask(0.8, 2, 1);
  made.training.models = {{"0", 1, 9, 3, 0.5, 0.25}, {"1", 1, 9, 3, 0.1, 0.25}};
  BOOST_TEST(
      said(made) ==
      "Here hist model was not fitted: in 1 of 2 models the loss is not below "
      "that of a prediction without features; no verdict is given on the "
      "meaning of its 0.800 (mean Pearson r over genes, whole grid, section "
      "held out); the trivial predictor tissue mask has 0.741.");
}

BOOST_AUTO_TEST_CASE(an_undefined_number_is_none) {
  BOOST_TEST(said(beside_mask(kNone, 1, 1)) ==
             "Here hist model has no number (mean Pearson r over genes, whole "
             "grid, section held out), which is undefined in every section; "
             "the trivial predictor tissue mask has 0.741.");
}

BOOST_AUTO_TEST_CASE(nothing_scored_is_no_number) {
  Findings none;
  none.model = "hist_model";
  none.headline = {"pearson.mean", "whole_grid", "patient"};
  none.predictors = {{"hist_model", PredictorKind::model, 0, {}}};
  BOOST_TEST(said(none) ==
             "Here nothing was held out and scored, so that hist model has no "
             "number.");
}

// A number over some of the sections, or of some of the genes, says so.
BOOST_AUTO_TEST_CASE(what_a_number_lacks_is_counted) {
  Findings made = beside_mask(0.58, 2, 1);
  ReadingScores& reading = made.predictors[0].readings["whole_grid"];
  reading.metrics["pearson.mean"].estimate.undefined = 1;
  reading.metrics["pearson.mean"].estimate.units = 1;
  reading.items.counts.undefined = 6;
  BOOST_TEST(
      said(made) ==
      "Here hist model scores 0.580 (mean Pearson r over genes, whole grid, "
      "section held out, of 1 of 2 sections, 6 of 100 values by gene "
      "undefined), less than the trivial predictor tissue mask (0.741); the 2 "
      "sections are of one patient, which says nothing of another.");
  reading.metrics["pearson.mean"].estimate.undefined = 0;
  reading.items.counts.undefined = 5;  // not more than 5 %
  BOOST_TEST(said(made).starts_with(
      "Here hist model scores 0.580 (mean Pearson r over genes, whole grid, "
      "section held out), less than "));
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
    made.gains[0].estimate.value = gain;
    return said(made);
  };
  BOOST_TEST(with_gain(0.58, 0.012) ==
             begin +
                 "; the trivial predictor tissue mask has 0.741, but over the "
                 "genes that both define hist model is better by 0.012" +
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
                 ", more than the simple baseline colour ridge (0.100) and "
                 "less than the trivial predictor tissue mask (0.741)" +
                 few);
  name("ridge_features");
  name("tissue_mask");
  BOOST_TEST(said(made) ==
             ours +
                 ", more than the simple baseline colour ridge (0.100), "
                 "more than the simple baseline ridge features (0.553) and "
                 "less than the trivial predictor tissue mask (0.741)" +
                 few);
  name("neighbour_copy");
  made.gains[1].estimate.value = -0.01;  // over what both define
  made.gains[2].estimate.interval = Interval{-0.2, 0.3};
  BOOST_TEST(said(made) ==
             ours +
                 ", not told apart from the simple baseline colour ridge "
                 "(0.100) and less than the trivial predictor tissue mask "
                 "(0.741); the simple baseline ridge features has 0.553, "
                 "but over the genes that both define hist model is worse "
                 "by 0.010; neighbour copy was not run" +
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
                 ", less than the trivial predictor tissue mask (0.741); "
                 "the simple baseline ridge features has no number there" +
                 few);
  made.collapse.collapsed = true;
  made.collapse.reading = "whole_grid";
  BOOST_TEST(said(made).ends_with(
      "; the simple baseline ridge features has no number there; the trivial "
      "predictor tissue mask has 0.741."));
}

BOOST_AUTO_TEST_CASE(a_published_number_stands_in_it_where_it_is_judged) {
  const std::string ours =
      "Here hist model scores 0.800 (mean Pearson r over genes, whole grid, "
      "section held out), more than the trivial predictor tissue mask (0.741); "
      "2 patients are too few to say how sure that is";
  Findings made = beside_mask(0.8, 6, 2);
  made.claims = {claim(NumberVerdict::differs)};
  BOOST_TEST(said(made) == ours + "; the paper reports 0.450 (differs).");
  made.claims = {claim(NumberVerdict::none)};  // a subset, another protocol
  BOOST_TEST(said(made) == ours + ".");
  made.claims = {claim(NumberVerdict::cannot_be_tested)};
  BOOST_TEST(said(made) == ours + ".");
  made.claims[0].published.reset();
  BOOST_TEST(said(made) == ours + "; the paper reports no number of it.");
  made.claims = {claim(NumberVerdict::consistent)};
  made.claims[0].reading = "tissue";  // of another number
  BOOST_TEST(said(made) == ours + ".");
  made.claims = {claim(NumberVerdict::differs),
                 claim(NumberVerdict::differs, "0.6")};
  BOOST_TEST(said(made) == ours + ".");
}

BOOST_AUTO_TEST_CASE(a_walk_says_both_ends) {
  Walk walk;
  walk.published = beside_mask(0.58, 2, 1);
  walk.published.claims = {claim(NumberVerdict::inconclusive)};
  walk.audited.model = "hist_model";
  walk.audited.headline = {"pearson.mean", "tissue", "patient"};
  walk.audited.predictors = {{"hist_model", PredictorKind::model, 0, {}}};
  const std::string published =
      "hist model scores 0.580 (mean Pearson r over genes, whole grid, section "
      "held out), less than the trivial predictor tissue mask (0.741); the 2 "
      "sections are of one patient, which says nothing of another; the paper "
      "reports 0.450 (inconclusive); under the audited protocol ";
  BOOST_TEST(headline_sentence(walk) == "Under the published protocol " +
                                            published +
                                            "nothing is left to hold out.");
  walk.published.protocol.params["epochs"] = {1, 200};
  walk.audited = findings(0.2, 6, 6, Interval{0.1, 0.3});
  walk.audited.claims = {claim(NumberVerdict::differs)};
  BOOST_TEST(headline_sentence(walk) ==
             "With every switch as published " + published +
                 "hist model scores 0.200, 95 % interval 0.100 to 0.300 (mean "
                 "Pearson r over genes, whole grid, section held out); no "
                 "baseline stands beside it.");
}

// Nothing was scored: what arithmetic says comes first, and of two published
// numbers one lies above it by its own counts.
BOOST_AUTO_TEST_CASE(arithmetic_stands_where_nothing_was_scored) {
  Findings made;
  made.model = "hist_response";
  made.headline = {"weighted_f1", "patients", "patient"};
  PredictorFindings silent;
  silent.name = "hist_response";
  made.predictors = {silent};
  for (const bool above : {false, true}) {
    JudgedClaim claim;
    claim.metric = above ? "weighted_f1" : "accuracy";
    claim.published_text = above ? "0.81" : "0.79";
    claim.trivial = {
        {{"always \"no\"", above ? 0.682 : 0.779, "how", Interval{0.7, 0.86}},
         above}};
    made.claims.push_back(claim);
  }
  BOOST_TEST(
      headline_sentence(made) ==
      "An answer of always \"no\" scores 0.779 (accuracy), 0.682 (F1, mean "
      "over "
      "classes by size); the paper reports 0.79 (by its counts 0.700 to "
      "0.860), "
      "0.81 (by its counts 0.700 to 0.860), which is above it in F1, mean over "
      "classes by size alone. Here nothing was held out and scored, so that "
      "hist "
      "response has no number.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
