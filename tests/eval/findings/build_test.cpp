#include "core/eval/findings/build.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/file.h"
#include "core/eval/findings/headline_sentence.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

FindingsPlan plan() {
  FindingsPlan made;
  made.title = "sample";
  made.scope = Scope::subset;
  made.scope_note = "6 of 36 sections, 2 patients";
  made.protocol.stated = true;
  return made;
}

std::vector<Claim> claims() {
  return parse_expected(R"({"claim": "c", "published": 0.45,
      "protocol": "cells not stated",
      "protocol_unknown": true, "metric": "pearson.mean",
      "reading": "whole_grid", "baselines": ["tissue_mask", "ridge_features"],
      "margin": 0.01})",
                        "expected.json");
}

Findings made(const sample::SampleScores& scores,
              const std::vector<Claim>& claimed = claims()) {
  return make_findings(plan(), scores.model, scores.baselines, scores.sections,
                       claimed);
}

const MetricScores& model_scores(const Findings& findings,
                                 const char* reading) {
  return findings.predictors.at(0).readings.at(reading).metrics.at(
      "pearson.mean");
}

const Estimate& model_estimate(const Findings& findings, const char* reading) {
  return model_scores(findings, reading).estimate;
}

Eigen::VectorXd& in_tissue(Scores& scores) {
  for (ScoreColumn& one : scores.columns) {
    if (one.reading == "tissue" && one.name == "pearson") return one.values;
  }
  fail("no such column");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(build_test)

// The headline is the mean over sections of the mean over genes.
BOOST_AUTO_TEST_CASE(numbers_are_means_over_genes_then_sections) {
  const sample::SampleScores scores = sample::scores(1.0);
  const Findings findings = made(scores);
  double sum = 0;
  for (const Scores& one : scores.model) {
    sum += metric_value(one, "tissue", parse_metric("pearson.mean"));
  }
  BOOST_TEST(findings.headline_value("hist_model") == sum / 6,
             tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(findings.headline_value("tissue_mask")));
  BOOST_TEST(std::isnan(findings.headline_value("nobody")));
  const MetricScores& entry = model_scores(findings, "tissue");
  BOOST_TEST(entry.estimate.units == 6);
  BOOST_TEST(entry.estimate.by_cluster.size() == 2U);
  BOOST_TEST(
      entry.estimate.by_cluster.at("her2st/B") == entry.by_unit.at("her2st/B4"),
      tt::tolerance(1e-12));
}

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

// Gains use the genes that both sides define: here the model lacks gene 0.
BOOST_AUTO_TEST_CASE(differences_are_paired_by_gene_and_patient) {
  sample::SampleScores scores = sample::scores(1.0);
  double expected = 0;
  for (std::size_t i = 0; i < scores.model.size(); ++i) {
    Eigen::VectorXd& ours = in_tissue(scores.model[i]);
    ours[0] = std::nan("");
    const Eigen::VectorXd& theirs = in_tissue(scores.baselines[5 * i + 3]);
    if (i > 0) {  // sections of patient C
      expected += (ours.tail(59).mean() - theirs.tail(59).mean()) / 5;
    }
  }
  const Findings findings = made(scores);
  const Gain& gain = findings.gains.at(3);
  BOOST_TEST(gain.baseline == "ridge_features");
  BOOST_TEST(gain.estimate.by_cluster.at("her2st/C") == expected,
             tt::tolerance(1e-9));
  BOOST_TEST(gain.lacking.of == 360);
  BOOST_TEST(gain.lacking.lacking == 6);
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
             "the predictions of hist_model have collapsed: 360 of 360 genes "
             "by units are almost one value (6 units)");
  BOOST_TEST(!made(sample::scores(1.0)).collapse.collapsed);
}

// Of two seeds one has no number in all six sections, though nothing has
// collapsed: nothing of it is passed over.
BOOST_AUTO_TEST_CASE(a_seed_without_numbers_is_counted) {
  sample::SampleScores scores = sample::scores(1.0);
  for (Scores one : std::vector<Scores>(scores.model)) {
    one.predictor.seed = 43;
    in_tissue(one).setConstant(std::nan(""));
    scores.model.push_back(std::move(one));
  }
  FindingsPlan full = plan();
  full.scope = Scope::full;
  full.same_data = true;
  std::vector<Claim> claimed = claims();
  claimed[0].protocol_unknown = false;
  claimed[0].reading = "tissue";
  const Findings findings = make_findings(full, scores.model, scores.baselines,
                                          scores.sections, claimed);
  const ReadingScores& tissue = findings.predictors.at(0).readings.at("tissue");
  BOOST_TEST(tissue.items.scored == 720U);
  BOOST_TEST(tissue.items.counts.undefined == 360);
  const Distribution& genes = tissue.distribution.at("her2st/B4");
  BOOST_TEST(genes.undefined == 60U);
  BOOST_TEST(genes.values == 120U);
  double area = 0;
  for (const double bin : genes.histogram.value()) area += bin;
  BOOST_TEST(area == 30);  // of a mean seed
  const auto& number = findings.claims.at(0).number;
  BOOST_TEST(word_of(number.verdict) == "inconclusive");
  BOOST_TEST(number.reason.starts_with(
      "6 of 12 scores (sections by seeds) are undefined; "));
  const Comparison& ridge = findings.claims.at(0).meaning.against.at(1);
  BOOST_TEST(word_of(ridge.verdict) == "inconclusive");
  BOOST_TEST(ridge.reason.starts_with(
      "the model has no value in 360 of 720 genes by units that the baseline "
      "defines; "));
}

// Twice the sections of the same six patients say nothing more of patients.
BOOST_AUTO_TEST_CASE(the_interval_is_that_of_the_patients) {
  sample::SampleScores scores = sample::scores(1.0);
  for (SectionUnit& one : scores.sections) one.patient = one.section;
  const Interval once_each = *model_estimate(made(scores), "tissue").interval;
  const auto twice = [](std::vector<Scores>& all) {
    const std::vector<Scores> once = all;
    for (Scores one : once) {
      one.unit += "-again";
      all.push_back(std::move(one));
    }
  };
  twice(scores.model);
  twice(scores.baselines);
  const std::vector<SectionUnit> once = scores.sections;
  for (SectionUnit one : once) {
    one.section += "-again";
    scores.sections.push_back(one);
  }
  const Findings findings = made(scores);
  const Estimate& twice_each = model_estimate(findings, "tissue");
  BOOST_TEST(twice_each.units == 12);
  BOOST_TEST(twice_each.interval.value().low == once_each.low,
             tt::tolerance(1e-9));
  BOOST_TEST(twice_each.interval.value().high == once_each.high,
             tt::tolerance(1e-9));
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

// Two runs of each section are seeds: averaged, their spread given.
BOOST_AUTO_TEST_CASE(repeated_sections_are_seeds) {
  sample::SampleScores scores = sample::scores(1.0);
  const double first = made(scores).headline_value("hist_model");
  std::vector<Scores> again = sample::scores(2.0).model;
  for (Scores& one : again) one.predictor.seed = 43;
  sample::SampleScores other = scores;
  other.model = again;
  const double second = made(other).headline_value("hist_model");
  scores.model.insert(scores.model.end(), again.begin(), again.end());
  const Findings findings = made(scores);
  BOOST_TEST(findings.headline_value("hist_model") == (first + second) / 2,
             tt::tolerance(1e-9));
  BOOST_TEST(findings.predictors.at(0).seeds == 2);
  BOOST_TEST(model_scores(findings, "tissue").seed_sd.value() ==
                 std::abs(first - second) / std::sqrt(2.0),
             tt::tolerance(1e-9));
}

// Gene 0 has r 1 in B4 by one seed of two and 0 in the other five sections by
// both: a section counts once, however many of its seeds have a number.
BOOST_AUTO_TEST_CASE(a_seed_without_a_number_takes_no_weight_from_its_section) {
  sample::SampleScores scores = sample::scores(1.0);
  std::vector<Scores> again = scores.model;
  for (Scores& one : again) one.predictor.seed = 43;
  for (Scores& one : scores.model) {
    in_tissue(one)[0] = one.unit == "her2st/B4" ? 1 : 0;
  }
  for (Scores& one : again) {
    in_tissue(one)[0] = one.unit == "her2st/B4" ? std::nan("") : 0;
  }
  scores.model.insert(scores.model.end(), again.begin(), again.end());
  const ItemTable items = made(scores).items;
  BOOST_TEST(items.by_predictor.at("hist_model")[0] == 1.0 / 6,
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_named) {
  sample::SampleScores scores = sample::scores(1.0);
  scores.baselines[2].predictor.kind = PredictorKind::model;
  BOOST_TEST(
      error_of([&] { made(scores); }) ==
      "findings: `baselines` holds scores of colour_ridge, which says it "
      "is a model; a baseline's step stamps what it is: variant, null, simple, "
      "oracle or ceiling");
  scores = sample::scores(1.0);
  std::vector<Claim> oracle = claims();
  oracle[0].baselines = {"spot_depth"};
  BOOST_TEST(error_of([&] { made(scores, oracle); }) ==
             "findings: claim 'c' names the oracle 'spot_depth' as a baseline; "
             "it uses the held-out measurement and is a reference only");
  // A variant of the model stands beside it, and is no baseline.
  for (Scores& one : scores.baselines) {
    if (one.predictor.name != "colour_ridge") continue;
    one.predictor.kind = PredictorKind::variant;
  }
  const Findings beside = made(scores);
  BOOST_TEST(std::count_if(beside.predictors.begin(), beside.predictors.end(),
                           [](const PredictorFindings& one) {
                             return one.kind == PredictorKind::variant;
                           }) == 1);
  std::vector<Claim> variant = claims();
  variant[0].baselines = {"colour_ridge"};
  BOOST_TEST(error_of([&] { made(scores, variant); }) ==
             "findings: claim 'c' names 'colour_ridge' as a baseline; it is "
             "the model, trained or chosen otherwise");
  scores = sample::scores(1.0);
  std::vector<Claim> absent = claims();
  absent[0].baselines = {"wishful"};
  BOOST_TEST(made(scores, absent).claims.at(0).meaning.reason ==
             "against wishful: was not run");
  scores.baselines.pop_back();
  BOOST_TEST(error_of([&] { made(scores); }) ==
             "findings: spot_depth has no scores of section her2st/C6, "
             "hist_model has");
  scores = sample::scores(1.0);
  scores.sections.pop_back();
  BOOST_TEST(error_of([&] { made(scores); }) ==
             "findings: section her2st/C6 is scored, but no data set given "
             "names its patient");
}

BOOST_AUTO_TEST_CASE(the_same_scores_give_the_same_bytes) {
  const TempFolder folder;
  Findings findings = made(sample::scores(1.0));
  findings.write(folder.path / "a");
  made(sample::scores(1.0)).write(folder.path / "b");
  BOOST_TEST(read_file(folder.path / "a" / "findings.json") ==
             read_file(folder.path / "b" / "findings.json"));
  const Findings back = Findings::read(folder.path / "a");
  BOOST_TEST(back.json() == findings.json());
  BOOST_TEST(back.cells.units == findings.cells.units, tt::per_element());
  BOOST_TEST(back.cells.counts == findings.cells.counts, tt::per_element());
  BOOST_TEST(back.cells.value(0, 5, 59) == findings.cells.value(0, 5, 59));
}

// Genes chosen in each fold anew: a unit has its own, and what is said of a
// gene is over the units that have it.
BOOST_AUTO_TEST_CASE(units_may_have_items_of_their_own) {
  sample::SampleScores scores = sample::scores(1.0, 3);
  for (std::vector<Scores>* list : {&scores.model, &scores.baselines}) {
    for (Scores& one : *list) {
      if (one.unit == "her2st/B4") one.items[2] = "OTHER";
    }
  }
  const Findings findings = made(scores);
  BOOST_TEST(findings.data.items == 4U);
  BOOST_TEST(findings.items.names[2] == "OTHER");
  BOOST_TEST(findings.items.by_predictor.at("hist_model")[2] ==
             in_tissue(scores.model[0])[2]);
  BOOST_TEST(std::isnan(findings.cells.value(0, 0, 3)));
  BOOST_TEST(findings.cells.value(0, 1, 3) == in_tissue(scores.model[1])[2]);
  scores.model[0].items[2] = "ANOTHER";
  BOOST_TEST(error_of([&] { made(scores); }) ==
             "findings: scores of her2st/B4 by tissue_mask beside those by "
             "hist_model: gene 2 is 'OTHER', expected 'ANOTHER'");
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
  BOOST_TEST(meaning().reason.starts_with("not fitted: in 1 of 1 model"));
  beside.trained_beside["nobody"] = flat;
  BOOST_TEST(error_of(meaning) ==
             "findings: `trained_beside` names 'nobody', which is no predictor "
             "beside the model");
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

BOOST_AUTO_TEST_CASE(without_anything_held_out_every_number_is_undefined) {
  FindingsPlan nothing = plan();
  nothing.model = "hist_model";
  const Findings findings = make_findings(nothing, {}, {}, {}, claims());
  BOOST_TEST(std::isnan(findings.headline_value("hist_model")));
  BOOST_TEST(findings.data.units.empty());
  BOOST_TEST(word_of(findings.claims.at(0).meaning.verdict) == "inconclusive");
}

// A page about a published row alone may be headed by a metric that is one
// number; scores of a model may not.
BOOST_AUTO_TEST_CASE(one_number_heads_a_page_where_nothing_is_scored) {
  FindingsPlan of_a_row = plan();
  of_a_row.metric = "weighted_f1";
  of_a_row.missing = "the slides";
  const Findings findings = make_findings(of_a_row, {}, {}, {}, {});
  BOOST_TEST(findings.headline.metric == "weighted_f1");
  BOOST_TEST(findings.missing == "the slides");
}

BOOST_AUTO_TEST_CASE(the_model_has_the_name_of_its_scores) {
  const sample::SampleScores scores = sample::scores(0.2);
  FindingsPlan other = plan();
  other.model = "tex";
  BOOST_TEST(error_of([&] {
               make_findings(other, scores.model, scores.baselines,
                             scores.sections, {});
             }) ==
             "findings: `model` is 'tex', and `scores` are those of "
             "'hist_model'; expected one name");
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

// A baseline that is said to be partial lacks her2st/C6: it has no number
// there, the gain over it is one of five sections, and its own the mean of
// five.
BOOST_AUTO_TEST_CASE(a_partial_baseline_is_undefined_where_it_is_not_scored) {
  sample::SampleScores scores = sample::scores(0.6);
  const std::string lacking = scores.model.back().unit;
  std::erase_if(scores.baselines, [&](const Scores& one) {
    return one.predictor.name == "colour_ridge" && one.unit == lacking;
  });
  FindingsPlan partial = plan();
  partial.partial = {"colour_ridge"};
  const Findings findings = make_findings(
      partial, scores.model, scores.baselines, scores.sections, claims());
  const MetricScores& ridge = findings.find("colour_ridge")
                                  ->readings.at("tissue")
                                  .metrics.at("pearson.mean");
  BOOST_TEST(std::isnan(ridge.by_unit.at(lacking)));
  BOOST_TEST(ridge.estimate.units == 5);
  BOOST_TEST(ridge.estimate.undefined == 1);
  BOOST_TEST(!std::isnan(findings.headline_value("colour_ridge")));
  for (const Gain& one : findings.gains) {
    BOOST_TEST(
        one.estimate.undefined ==
            (one.baseline == "tissue_mask" || one.baseline == "training_mean"
                 ? 6
             : one.baseline == "colour_ridge" ? 1
                                              : 0),
        one.baseline);
  }
  const TempFolder folder;
  findings.write(folder / "f");
  BOOST_TEST(Findings::read(folder / "f").model == findings.model);
  partial.partial = {"neighbour_copy"};
  BOOST_TEST(error_of([&] {
               make_findings(partial, scores.model, {}, scores.sections, {});
             }) ==
             "findings: `partial` names 'neighbour_copy', which is no baseline "
             "here");
}

// Two pairs of one patient and one of another.
BOOST_AUTO_TEST_CASE(a_pair_of_sections_is_of_its_patient) {
  const auto pair = [](const std::string& unit,
                       const std::vector<std::string>& sections, double r) {
    Scores scores;
    scores.predictor.name = "m";
    scores.unit_kind = ScoredUnit::section_pair;
    scores.unit = unit;
    scores.sections = sections;
    scores.items = {"G", "H"};
    scores.places = {{"mapped_spots", 120}};
    scores.columns = {
        {"mapped_spots", "r_cross", Eigen::Vector2d::Constant(r)},
        {"mapped_spots", "r_true", Eigen::Vector2d::Constant(0.9)}};
    return scores;
  };
  std::vector<Scores> scores{pair("s/A+B", {"s/A", "s/B"}, 0.1),
                             pair("s/B+C", {"s/B", "s/C"}, 0.4),
                             pair("s/D+E", {"s/D", "s/E"}, std::nan(""))};
  scores[2].refusal = "the masks do not match";
  FindingsPlan of_pairs = plan();
  of_pairs.metric = "r_cross.median";
  of_pairs.reading = "mapped_spots";
  std::vector<SectionUnit> sections{{"s/A", "s/P"},
                                    {"s/B", "s/P"},
                                    {"s/C", "s/P"},
                                    {"s/D", "s/Q"},
                                    {"s/E", "s/Q"}};
  const Findings findings = make_findings(of_pairs, scores, {}, sections, {});
  BOOST_TEST(findings.data.unit == "pair of sections");
  BOOST_TEST(findings.data.cluster == "patient");
  BOOST_TEST(findings.data.clusters == 2U);
  BOOST_TEST(findings.data.units[1].cluster == "s/P");
  const MetricScores& median = findings.predictors[0]
                                   .readings.at("mapped_spots")
                                   .metrics.at("r_cross.median");
  BOOST_TEST(median.estimate.value == 0.25, tt::tolerance(1e-12));
  BOOST_TEST(median.estimate.undefined == 1);
  BOOST_TEST(median.estimate.how == "no interval below 6 patients");
  sections[1].patient = "s/R";
  BOOST_TEST(
      error_of([&] { make_findings(of_pairs, scores, {}, sections, {}); }) ==
      "findings: pair s/A+B is of s/P, s/R; expected one patient, since "
      "pairs that share one are not independent");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
