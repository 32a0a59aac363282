#include "core/eval/findings/headline_sentence.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/eval/findings/headline_findings.h"

namespace moonstain {

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

BOOST_AUTO_TEST_CASE(what_was_trained_on_is_not_called_held_out) {
  Findings made = beside_mask(0.8, 3, 2);
  made.headline.unit = "none";
  BOOST_TEST(said(made) ==
             "Here hist model was trained on sections that it is scored on; no "
             "verdict is given on the meaning of its 0.800 (mean Pearson r "
             "over genes, whole grid, not held out); the trivial predictor "
             "tissue mask has 0.741.");
}

BOOST_AUTO_TEST_CASE(one_section_says_nothing_of_another) {
  BOOST_TEST(said(beside_mask(0.8, 1, 1)) ==
             "Here hist model scores 0.800 (mean Pearson r over genes, whole "
             "grid, section held out), beside 0.741 of the trivial predictor "
             "tissue mask; one section says nothing of another.");
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

// A page that tells the collapse of two sections alone hides that no model has
// learned anything.
BOOST_AUTO_TEST_CASE(all_faults_of_a_model_are_said) {
  Findings made = beside_mask(0.74, 2, 1);
  made.collapse = {true, "tissue", {{"s/0", {60, 60}}}, 2};
  made.training.models = {{"0", 1, 9, 3, 0.5, 0.25}};
  const std::string begin =
      "Here hist model has collapsed: it predicts almost one value (only cells "
      "with tissue) in 1 of 2 sections; it was not fitted: the loss is not "
      "below that of a prediction without features; ";
  const std::string end =
      "no verdict is given on the meaning of its 0.740 (mean Pearson r over "
      "genes, whole grid, section held out); the trivial predictor tissue mask "
      "has 0.741.";
  BOOST_TEST(said(made) == begin + end);
  SectionCopy pair{"s/0", "s/P0", "s/1", "s/P1", "the same counts", true};
  made.copies = {pair};
  BOOST_TEST(said(made) ==
             begin +
                 "it was scored on what it may have learned: one specimen "
                 "under two names stands on both sides; " +
                 end);
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

BOOST_AUTO_TEST_CASE(a_published_number_stands_in_it_where_it_is_judged) {
  const std::string ours =
      "Here hist model scores 0.800 (mean Pearson r over genes, whole grid, "
      "section held out), more than the trivial predictor tissue mask (0.741), "
      "ahead in each of 2 patients; 2 patients are too few to say how sure "
      "that is";
  Findings made = beside_mask(0.8, 6, 2);
  made.claims = {claim(NumberVerdict::differs)};
  BOOST_TEST(said(made) == ours + "; the paper reports 0.450 (differs).");
  made.claims = {claim(NumberVerdict::none)};  // a subset, another protocol
  BOOST_TEST(said(made) == ours + ".");
  made.claims = {claim(NumberVerdict::cannot_be_tested)};
  BOOST_TEST(said(made) == ours + ".");
  made.claims[0].published.reset();
  BOOST_TEST(said(made) == ours + "; no number of it was published.");
  made.claims = {claim(NumberVerdict::consistent)};
  made.claims[0].reading = "tissue";  // of another number
  BOOST_TEST(said(made) == ours + ".");
  made.claims = {claim(NumberVerdict::consistent)};
  made.claims[0].ours.averaging = Averaging::median;  // and this
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

// Accuracies of two cohorts, one of which lies above: "above it in accuracy
// alone" would be said of both.
BOOST_AUTO_TEST_CASE(two_numbers_of_one_metric_are_told_apart) {
  Findings made;
  made.model = "hist_response";
  made.headline = {"accuracy", "patients", "patient"};
  PredictorFindings silent;
  silent.name = "hist_response";
  made.predictors = {silent};
  for (const bool above : {false, true}) {
    JudgedClaim claim;
    claim.metric = "accuracy";
    claim.published_text = above ? "0.81" : "0.79";
    claim.trivial = {
        {{"always \"no\"", above ? 0.682 : 0.779, "how", Interval{0.7, 0.86}},
         above}};
    made.claims.push_back(claim);
  }
  BOOST_TEST(headline_sentence(made).find(
                 ", which its counts put above it in accuracy 0.81 alone. "
                 "Here") != std::string::npos,
             headline_sentence(made));
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
      "0.81 (by its counts 0.700 to 0.860), which its counts put above it in "
      "F1, mean over classes by size alone. Here nothing was held out and scored, so that "
      "hist "
      "response has no number.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
