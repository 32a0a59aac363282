#include "core/eval/findings/build.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/file.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

FindingsPlan plan() {
  FindingsPlan made;
  made.title = "sample";
  made.kinds = sample::kinds();
  made.scope = Scope::subset;
  made.scope_note = "6 of 36 sections, 2 patients";
  return made;
}

std::vector<Claim> claims() {
  return parse_expected(R"({"claim": "c", "published": 0.45,
      "protocol": "cells not stated", "metric": "pearson.mean",
      "reading": "whole_grid", "baselines": ["tissue_mask", "ridge_features"],
      "margin": 0.01})",
                        "expected.json");
}

Findings made(const sample::Scores& scores,
              const std::vector<Claim>& claimed = claims()) {
  return make_findings(plan(), scores.model, scores.baselines, scores.sections,
                       claimed);
}

const MetricScores& model_scores(const Findings& findings,
                                 const char* reading) {
  return findings.predictors.at(0).readings.at(reading).metrics.at(
      "pearson.mean");
}

const Summary& model_summary(const Findings& findings, const char* reading) {
  return model_scores(findings, reading).estimate.over_sections;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(build_test)

// The headline is the mean over sections of the mean over genes.
BOOST_AUTO_TEST_CASE(numbers_are_means_over_genes_then_sections) {
  const sample::Scores scores = sample::scores(1.0);
  const Findings findings = made(scores);
  double sum = 0;
  for (const Metrics& one : scores.model) {
    sum += metric_value(one.reading("tissue"), "pearson.mean");
  }
  BOOST_TEST(findings.headline_value("hist_model") == sum / 6,
             tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(findings.headline_value("tissue_mask")));
  BOOST_TEST(std::isnan(findings.headline_value("nobody")));
  const MetricScores& entry = model_scores(findings, "tissue");
  BOOST_TEST(entry.estimate.over_sections.n == 6);
  BOOST_TEST(entry.by_patient.size() == 2U);
  BOOST_TEST(
      entry.by_patient.at("her2st/B") == entry.by_section.at("her2st/B4"),
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
      "no interval below 6; tissue_mask has no number in this reading"));
  // Six sections of two patients are not six independent units.
  BOOST_TEST(!claim.ours.over_sections.half_width);
  BOOST_TEST(!model_summary(findings, "tissue").half_width);
}

// Gains use the genes that both sides define: here the model lacks gene 0.
BOOST_AUTO_TEST_CASE(differences_are_paired_by_gene_and_patient) {
  sample::Scores scores = sample::scores(1.0);
  double expected = 0;
  for (std::size_t i = 0; i < scores.model.size(); ++i) {
    auto& ours = scores.model[i].readings[2].pearson;
    ours[0] = std::nan("");
    auto& theirs = scores.baselines[5 * i + 3].readings[2].pearson;
    if (i > 0) {  // sections of patient C
      expected += (ours.tail(59).mean() - theirs.tail(59).mean()) / 5;
    }
  }
  const Findings findings = made(scores);
  const Comparison& comparison = findings.comparisons.at(3);
  BOOST_TEST(comparison.baseline == "ridge_features");
  BOOST_TEST(comparison.by_unit.at("her2st/C") == expected,
             tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(constant_predictions_are_called_by_name) {
  const Findings findings = made(sample::scores(-1));
  BOOST_TEST(findings.collapse.collapsed);
  BOOST_TEST(findings.collapse.sections.size() == 6U);
  BOOST_TEST(findings.collapse.sections.at("her2st/B4").flat_genes == 60);
  BOOST_TEST(std::isnan(findings.headline_value("hist_model")));
  const ReadingScores& tissue = findings.predictors.at(0).readings.at("tissue");
  BOOST_TEST(tissue.genes.counts.undefined == 360);
  BOOST_TEST(word_of(findings.claims.at(0).meaning.verdict) == "inconclusive");
  BOOST_TEST(!made(sample::scores(1.0)).collapse.collapsed);
}

// Of two seeds one has collapsed in all six sections: nothing of it is passed
// over.
BOOST_AUTO_TEST_CASE(a_seed_without_numbers_is_counted) {
  sample::Scores scores = sample::scores(1.0);
  const std::vector<Metrics> flat = sample::scores(-1).model;
  scores.model.insert(scores.model.end(), flat.begin(), flat.end());
  FindingsPlan full = plan();
  full.scope = Scope::full;
  full.same_data = true;
  std::vector<Claim> claimed = claims();
  claimed[0].protocol_unknown = false;
  claimed[0].reading = "tissue";
  const Findings findings = make_findings(full, scores.model, scores.baselines,
                                          scores.sections, claimed);
  const ReadingScores& tissue = findings.predictors.at(0).readings.at("tissue");
  BOOST_TEST(tissue.genes.scored == 720U);
  BOOST_TEST(tissue.genes.counts.undefined == 360);
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
  const Comparison& ridge = findings.comparisons.at(3);
  BOOST_TEST(word_of(ridge.verdict) == "inconclusive");
  BOOST_TEST(ridge.reason.starts_with(
      "the model has no number in 6 of 12 scores (sections by seeds) where the "
      "baseline has one; "));
}

// Twice the sections of the same six patients say nothing more of patients.
BOOST_AUTO_TEST_CASE(the_interval_is_that_of_the_patients) {
  sample::Scores scores = sample::scores(1.0);
  for (SectionUnit& one : scores.sections) one.patient = one.section;
  const auto half_width = model_summary(made(scores), "tissue").half_width;
  const auto twice = [](std::vector<Metrics>& all) {
    const std::vector<Metrics> once = all;
    for (Metrics one : once) {
      one.section += "-again";
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
  const Summary& summary = model_summary(findings, "tissue");
  BOOST_TEST(summary.n == 12);
  BOOST_TEST(summary.half_width.value() == half_width.value(),
             tt::tolerance(1e-12));
}

// What is averaged is the claim's own reading; who is held out is not.
BOOST_AUTO_TEST_CASE(a_number_under_another_protocol_gets_no_verdict) {
  sample::Scores scores = sample::scores(1.0);
  FindingsPlan full = plan();
  full.scope = Scope::full;
  full.same_data = true;
  full.switches = {{"cells", {SwitchKind::scoring, "tissue", "grid"}},
                   {"unit", {SwitchKind::leak, "section", "section"}}};
  std::vector<Claim> claimed = claims();
  claimed[0].protocol_unknown = false;
  const auto number = [&] {
    return make_findings(full, scores.model, scores.baselines, scores.sections,
                         claimed)
        .claims.at(0)
        .number;
  };
  BOOST_TEST(word_of(number().verdict) == "differs");
  full.switches["unit"].value = "patient";
  BOOST_TEST(word_of(number().verdict) == "no verdict");
  BOOST_TEST(number().reason ==
             "another protocol than the published: unit is \"patient\", "
             "published \"section\"");
}

BOOST_AUTO_TEST_CASE(a_claim_about_a_metric_that_is_not_scored_is_refused) {
  std::vector<Claim> claimed = claims();
  claimed[0].metric = "mae.median";
  BOOST_TEST(error_of([&] { made(sample::scores(1.0), claimed); }) ==
             "findings: claim 'c': metric 'mae.median' is not one of "
             "pearson.mean, pearson.median, pearson.heg50, spearman.mean, "
             "spearman.median, mae.mean, rmse.mean");
}

// Two runs of each section are seeds: averaged, their spread given.
BOOST_AUTO_TEST_CASE(repeated_sections_are_seeds) {
  sample::Scores scores = sample::scores(1.0);
  const double first = made(scores).headline_value("hist_model");
  std::vector<Metrics> again = sample::scores(2.0).model;
  sample::Scores other = scores;
  other.model = again;
  const double second = made(other).headline_value("hist_model");
  scores.model.insert(scores.model.end(), again.begin(), again.end());
  const Findings findings = made(scores);
  BOOST_TEST(findings.headline_value("hist_model") == (first + second) / 2,
             tt::tolerance(1e-9));
  BOOST_TEST(findings.predictors.at(0).seeds == 2);
  BOOST_TEST(model_scores(findings, "tissue").estimate.seed_sd.value() ==
                 std::abs(first - second) / std::sqrt(2.0),
             tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_named) {
  sample::Scores scores = sample::scores(1.0);
  FindingsPlan unkind = plan();
  unkind.kinds.erase("colour_ridge");
  BOOST_TEST(error_of([&] {
               make_findings(unkind, scores.model, scores.baselines,
                             scores.sections, {});
             }) ==
             "findings: baseline 'colour_ridge' has no kind; kinds = { "
             "\"colour_ridge=simple\" } says null, simple, oracle or ceiling");
  std::vector<Claim> oracle = claims();
  oracle[0].baselines = {"spot_depth"};
  BOOST_TEST(error_of([&] { made(scores, oracle); }) ==
             "findings: claim 'c' names the oracle 'spot_depth' as a baseline; "
             "it uses the held-out measurement and is a reference only");
  std::vector<Claim> absent = claims();
  absent[0].baselines = {"wishful"};
  BOOST_TEST(made(scores, absent).claims.at(0).meaning.reason ==
             "against wishful: was not run");
  scores.baselines.pop_back();
  BOOST_TEST(error_of([&] { made(scores); }) ==
             "findings: spot_depth has no metrics of section her2st/C6, "
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
  findings.files["B4.jpg"] = "picture";
  findings.write(folder.path / "a");
  made(sample::scores(1.0)).write(folder.path / "b");
  BOOST_TEST(read_file(folder.path / "a" / "findings.json") ==
             read_file(folder.path / "b" / "findings.json"));
  const Findings back = Findings::read(folder.path / "a");
  BOOST_TEST(back.json() == findings.json());
  BOOST_TEST(back.files.at("B4.jpg") == "picture");
}

BOOST_AUTO_TEST_CASE(without_anything_held_out_every_number_is_undefined) {
  FindingsPlan nothing = plan();
  nothing.model = "hist_model";
  const Findings findings = make_findings(nothing, {}, {}, {}, claims());
  BOOST_TEST(std::isnan(findings.headline_value("hist_model")));
  BOOST_TEST(findings.data.sections.empty());
  BOOST_TEST(word_of(findings.claims.at(0).meaning.verdict) == "inconclusive");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
