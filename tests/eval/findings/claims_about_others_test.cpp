#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/eval/findings/build.h"
#include "core/eval/findings/headline_sentence.h"
#include "tests/eval/findings/sample_findings.h"
#include "tests/support/temp_folder.h"

// Claims that name whose number they are about.

namespace moonstain {

namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(claims_about_others_test)

// Ours is the number of the predictor that the claim names, and its gain that
// over the baselines of the claim: all genes of all sections are defined here,
// so that it is the difference of both numbers.
BOOST_AUTO_TEST_CASE(a_claim_may_be_about_another_predictor) {
  std::vector<Claim> claimed = claims();
  claimed[0].reading = "tissue";
  claimed[0].predictor = "ridge_features";
  claimed[0].baselines = {"colour_ridge"};
  const Findings findings = made(sample::scores(1.0), claimed);
  const JudgedClaim& claim = findings.claims.at(0);
  BOOST_TEST(claim.predictor.value() == "ridge_features");
  const double ours = findings.headline_value("ridge_features");
  BOOST_TEST(claim.ours.value == ours);
  BOOST_TEST(ours != findings.headline_value("hist_model"));
  BOOST_TEST(claim.meaning.against.at(0).gain.estimate.value ==
                 ours - findings.headline_value("colour_ridge"),
             tt::tolerance(1e-9));
  const Findings read = Findings::of_json(findings.json(), "findings");
  BOOST_TEST(read.claims.at(0).predictor.value() == "ridge_features");
  BOOST_TEST(!made(sample::scores(1.0)).claims.at(0).predictor.has_value());
}

// The collapse of a predictor is its own: neither the model's is that of the
// other, nor the other way round.
BOOST_AUTO_TEST_CASE(a_claim_tells_the_collapse_of_whom_it_is_about) {
  std::vector<Claim> claimed = claims();
  claimed.push_back(claimed[0]);
  claimed[0].predictor = "ridge_features";
  claimed[0].baselines = claimed[1].baselines = {"colour_ridge"};
  const Findings findings = made(sample::scores(-1), claimed);
  const std::string collapsed = "the predictions of hist_model have collapsed";
  BOOST_TEST(!findings.claims[0].meaning.reason.starts_with(collapsed));
  BOOST_TEST(findings.claims[1].meaning.reason.starts_with(collapsed));
}

// A method whose loss is not below a constant's has learned nothing, and what
// it means is not said; the model's training says nothing of it.
BOOST_AUTO_TEST_CASE(a_claim_tells_how_whom_it_is_about_was_trained) {
  std::vector<Claim> claimed = claims();
  claimed[0].predictor = "ridge_features";
  claimed[0].baselines = {"colour_ridge"};
  const sample::SampleScores scores = sample::scores(1.0);
  FindingsPlan beside = plan();
  const auto meaning = [&] {
    return make_findings(beside, scores.model, scores.baselines,
                         scores.sections, claimed)
        .claims.at(0)
        .meaning;
  };
  const Training flat{{{"B", 0, 10, 1, 0.2, 0.1}}, 0};
  beside.training = flat;
  BOOST_TEST((meaning().verdict != MeaningVerdict::none));
  beside.trained_beside["ridge_features"] = flat;
  BOOST_TEST((meaning().verdict == MeaningVerdict::none));
  BOOST_TEST(meaning().reason.starts_with("not fitted: the loss ("));
  beside.trained_beside["nobody"] = flat;
  BOOST_TEST(error_of(meaning) ==
             "findings: `trained_beside` names 'nobody', which is no predictor "
             "beside the model");
}

// A setting of one predictor moves no claim about another one; read again it is
// that predictor's still.
BOOST_AUTO_TEST_CASE(a_claim_does_not_depend_on_settings_of_others) {
  std::vector<Claim> claimed = claims();
  claimed.push_back(claimed[0]);
  claimed[1].predictor = "ridge_features";
  claimed[1].baselines = {"colour_ridge"};
  const sample::SampleScores scores = sample::scores(1.0);
  FindingsPlan one = plan();
  one.protocol.stated = true;
  one.protocol.params["epochs"] = {1, 200, "hist_model"};
  const Findings findings = make_findings(one, scores.model, scores.baselines,
                                          scores.sections, claimed);
  const std::string why = "epochs is 1, published 200";
  BOOST_TEST(findings.claims[0].number.reason.find(why) != std::string::npos);
  BOOST_TEST(findings.claims[1].number.reason.find(why) == std::string::npos);
  // Of one that nobody has scored it counts for all.
  one.protocol.params["epochs"].of = "hist_modle";
  const Findings mistaken = make_findings(one, scores.model, scores.baselines,
                                          scores.sections, claimed);
  for (const JudgedClaim& claim : mistaken.claims) {
    BOOST_TEST(claim.number.reason.find(why) != std::string::npos);
  }
  const Findings read = Findings::of_json(findings.json(), "findings");
  BOOST_TEST(read.protocol.params.at("epochs").of.value() == "hist_model");
}

BOOST_AUTO_TEST_CASE(a_claim_about_what_was_not_run_cannot_be_tested) {
  std::vector<Claim> claimed = claims();
  claimed[0].predictor = "stnet";
  const JudgedClaim claim = made(sample::scores(1.0), claimed).claims.at(0);
  BOOST_TEST(std::isnan(claim.ours.value));
  BOOST_TEST((claim.number.verdict == NumberVerdict::cannot_be_tested));
  BOOST_TEST(claim.number.reason == "missing here: stnet, which was not run");
  BOOST_TEST((claim.meaning.verdict == MeaningVerdict::inconclusive));
  BOOST_TEST(claim.meaning.reason == "stnet, which was not run");
  BOOST_TEST(claim.lacks_means());
}

// What is judged is no baseline of another, and the first sentence of a page is
// about the model, whatever is claimed of others.
BOOST_AUTO_TEST_CASE(claims_about_others_leave_the_model_what_it_is) {
  std::vector<Claim> claimed = claims();
  claimed[0].predictor = "ridge_features";
  claimed[0].baselines = {"hist_model"};
  BOOST_TEST(error_of([&] { made(sample::scores(1.0), claimed); }) ==
             "findings: claim 'c' names 'hist_model' as a baseline; it is the "
             "model, trained or chosen otherwise");
  claimed[0].baselines = {"colour_ridge"};
  claimed[0].reading = "tissue";
  claimed[0].published = 0.99;
  const sample::SampleScores scores = sample::scores(1.0);
  BOOST_TEST(headline_sentence(made(scores, claimed)) ==
             headline_sentence(made(scores, {})));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
