// What findings say of a published claim, and where they give no verdict.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/eval/findings/build.h"
#include "tests/eval/findings/sample_findings.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(claim_verdicts_test)

BOOST_AUTO_TEST_CASE(two_patients_are_inconclusive_and_a_subset_is_no_verdict) {
  const Findings findings = made(sample::scores(1.0));
  const JudgedClaim& claim = findings.claims.at(0);
  BOOST_TEST(word_of(claim.number.verdict) == "protocol unknown");
  BOOST_TEST(word_of(claim.meaning.verdict) == "inconclusive");
  // The mask has no number in tissue and does not count there.
  BOOST_TEST(!claim.meaning.against.at(0).counts);
  BOOST_TEST(claim.meaning.against.at(1).counts);
  BOOST_TEST(claim.meaning.reason.ends_with(
      "no interval below 6 patients; tissue_mask has no number in this "
      "reading"));
  // Six sections of two patients are not six independent units.
  BOOST_TEST(!claim.ours.interval);
  BOOST_TEST(!model_estimate(findings, "tissue").interval);
}

BOOST_AUTO_TEST_CASE(constant_predictions_are_called_by_name) {
  const Findings findings = made(sample::scores(-1));
  BOOST_TEST(findings.collapse.collapsed);
  BOOST_TEST(findings.collapse.reading == "tissue");
  BOOST_TEST(findings.collapse.units.size() == 6U);
  BOOST_TEST(findings.collapse.units.at("her2st/B4").flat == 60);
  BOOST_TEST(std::isnan(findings.headline_value("hist_model")));
  const ReadingScores& tissue = findings.predictors.at(0).readings.at("tissue");
  BOOST_TEST(tissue.items.counts.undefined == 360);
  // 0 where undefined items count as 0; of an error nothing is undefined.
  BOOST_TEST(tissue.metrics.at("pearson.mean").counted.value() == 0);
  BOOST_TEST(!tissue.metrics.at("mae.mean").counted);
  const JudgedClaim& claim = findings.claims.at(0);
  BOOST_TEST(word_of(claim.meaning.verdict) == "inconclusive");
  BOOST_TEST(word_of(claim.number.verdict) == "inconclusive");
  BOOST_TEST(claim.number.reason ==
             "the predictions of hist_model have collapsed in 6 of 6 sections: "
             "there 360 of 360 genes by section are almost one value");
  BOOST_TEST(!made(sample::scores(1.0)).collapse.collapsed);
}

// What is averaged is the claim's own reading; who is held out is not.
BOOST_AUTO_TEST_CASE(a_number_under_another_protocol_gets_no_verdict) {
  sample::SampleScores scores = sample::scores(1.0);
  FindingsPlan full = plan();
  full.scope = Scope::full;
  full.same_data = true;
  full.protocol.switches = {
      {"cells", {SwitchKind::scoring, "tissue", "whole_grid"}},
      {"unit", {SwitchKind::leak, "section", "section"}}};
  full.protocol.params = {{"epochs", {200, 200}}};
  std::vector<Claim> claimed = claims();
  claimed[0].protocol_unknown = false;
  const auto number = [&] {
    return make_findings(full, scores.model, scores.baselines, scores.sections,
                         claimed)
        .claims.at(0)
        .number;
  };
  // One seed: nobody knows how far draws lie apart.
  BOOST_TEST(word_of(number().verdict) == "inconclusive");
  full.protocol.params["epochs"].value = 1;
  BOOST_TEST(word_of(number().verdict) == "no verdict");
  BOOST_TEST(number().reason ==
             "another protocol than the published: epochs is 1, published 200");
  full.protocol.params.clear();
  full.protocol.switches["unit"].value = "patient";
  BOOST_TEST(number().reason ==
             "another protocol than the published: unit is patient, published "
             "section");
}

BOOST_AUTO_TEST_CASE(a_claim_about_a_metric_that_is_not_scored_is_refused) {
  std::vector<Claim> claimed = claims();
  claimed[0].metric = "dice.mean";
  BOOST_TEST(error_of([&] { made(sample::scores(1.0), claimed); }) ==
             "findings: claim 'c': metric 'dice.mean' was not scored; there "
             "are pearson.mean, pearson.median, pearson.heg50, spearman.mean, "
             "spearman.median, spearman.heg50, mae.mean, mae.median, "
             "mae.heg50, rmse.mean, rmse.median, rmse.heg50");
  claimed[0].metric = "pearson.mean";
  claimed[0].reading = "nuclei";
  BOOST_TEST(error_of([&] { made(sample::scores(1.0), claimed); }) ==
             "findings: claim 'c': reading 'nuclei' was not scored; there are "
             "whole_grid, kept_grid, tissue");
}

// Each claim has its own metric, margin and baselines.
BOOST_AUTO_TEST_CASE(claims_are_judged_by_what_they_say) {
  sample::SampleScores scores = sample::scores(0.2);
  for (SectionUnit& one : scores.sections) one.patient = one.section;
  std::vector<Claim> claimed = claims();
  claimed.push_back(claimed[0]);
  claimed[0].baselines = {"colour_ridge"};
  claimed[1].baselines = {"ridge_features"};
  claimed[1].metric = "mae.mean";
  claimed[1].margin = 100;
  const Findings findings = made(scores, claimed);
  BOOST_TEST(word_of(findings.claims[0].meaning.verdict) == "better");
  BOOST_TEST(findings.claims[0].meaning.reason.find("margin 0.01") !=
             std::string::npos);
  // An error's gain is positive where the model's is the smaller.
  const Comparison& errors = findings.claims[1].meaning.against.at(0);
  BOOST_TEST(errors.gain.baseline == "ridge_features");
  BOOST_TEST(errors.gain.estimate.value > 0);
  BOOST_TEST(word_of(errors.verdict) == "equivalent within the margin");
}

// The number is the median of the six sections, which is the mean of both in
// the middle; what it means is a mean still.
BOOST_AUTO_TEST_CASE(a_claim_about_a_median_is_read_against_one) {
  const sample::SampleScores scores = sample::scores(1.0);
  std::vector<Claim> claimed = claims();
  claimed.push_back(claimed[0]);
  claimed[1].averaging = Averaging::median;
  const Findings findings = made(scores, claimed);
  std::vector<double> sections;
  for (const Scores& one : scores.model) {
    sections.push_back(
        metric_value(one, "whole_grid", parse_metric("pearson.mean")));
  }
  std::sort(sections.begin(), sections.end());
  const JudgedClaim& median = findings.claims.at(1);
  BOOST_TEST(median.ours.value == (sections.at(2) + sections.at(3)) / 2);
  BOOST_TEST(median.ours.of_what() == "median of 6 sections");
  BOOST_TEST(findings.claims.at(0).ours.of_what() == "mean of 6 sections");
  BOOST_TEST(median.meaning.against.at(1).gain.estimate.value ==
             findings.claims.at(0).meaning.against.at(1).gain.estimate.value);
  FindingsPlan headline = plan();
  headline.averaging = Averaging::median;
  BOOST_TEST(error_of([&] {
               make_findings(headline, scores.model, {}, scores.sections, {});
             }) ==
             "findings: averaging is 'median', which a claim may be read by; a "
             "headline is a mean");
}

// C2 of patient C is B4 of B under another name: the one is scored, the other
// trained on.
BOOST_AUTO_TEST_CASE(a_specimen_under_two_names_gets_no_verdict) {
  sample::SampleScores scores = sample::scores(0.2);
  for (SectionUnit& one : scores.sections) {
    if (one.section == "her2st/B4" || one.section == "her2st/C2") {
      one.content.counts.all = "abc";
    }
  }
  const Findings findings = made(scores);
  BOOST_REQUIRE(findings.copies.size() == 1U);
  const std::string words =
      "her2st/B4 (patient her2st/B) and her2st/C2 (patient her2st/C) have the "
      "same counts";
  BOOST_TEST(findings.copies[0].words() == words);
  const std::string reason =
      "one specimen under two names stands on both sides: " + words;
  const JudgedClaim& claim = findings.claims.at(0);
  BOOST_TEST(word_of(claim.number.verdict) == "no verdict");
  BOOST_TEST(claim.number.reason == reason);
  BOOST_TEST(word_of(claim.meaning.verdict) == "no verdict");
  BOOST_TEST(claim.meaning.reason == reason);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
