#include "core/eval/findings/build.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/file.h"
#include "tests/eval/findings/sample_findings.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

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

// As many spots as its section has say what counts in a patient's mean: here of
// five sections of C the first alone.
BOOST_AUTO_TEST_CASE(sections_may_count_by_their_spots) {
  sample::SampleScores scores = sample::scores(1.0);
  for (std::vector<Scores>* all : {&scores.model, &scores.baselines}) {
    for (Scores& one : *all) {
      const bool counts = one.unit == "her2st/B4" || one.unit == "her2st/C2";
      for (auto& [reading, places] : one.places) places = counts ? 7 : 0;
    }
  }
  FindingsPlan by_spots = plan();
  by_spots.averaging = Averaging::clusters_by_places;
  const Findings findings = make_findings(
      by_spots, scores.model, scores.baselines, scores.sections, {});
  const MetricScores& entry = model_scores(findings, "tissue");
  BOOST_TEST(
      entry.estimate.value ==
          (entry.by_unit.at("her2st/B4") + entry.by_unit.at("her2st/C2")) / 2,
      tt::tolerance(1e-12));
  const Gain& gain = findings.gains.at(3);
  BOOST_TEST(
      gain.estimate.value ==
          (gain.by_unit.at("her2st/B4") + gain.by_unit.at("her2st/C2")) / 2,
      tt::tolerance(1e-12));
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
