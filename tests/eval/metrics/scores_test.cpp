#include "core/eval/metrics/scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <string>

#include "core/base/json.h"
#include "core/base/matrix.h"
#include "core/data/anndata/reader.h"
#include "core/eval/metrics/expression_scores.h"
#include "core/eval/metrics/observed.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/stats/correlation.h"
#include "tests/eval/sample.h"
#include "tests/support/golden.h"
#include "tests/support/published_rule.h"
#include "tests/support/stored_array.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

Scores of_genes(const Eigen::VectorXd& pearson, const Eigen::VectorXd& mean) {
  Scores scores;
  scores.unit = "s/A";
  scores.places = {{"tissue", 9}};
  for (Eigen::Index i = 0; i < pearson.size(); ++i) {
    scores.items.push_back(concat("G", i));
  }
  scores.columns = {{"tissue", "pearson", pearson},
                    {"tissue", std::string(item_facts::kMeasuredMean), mean}};
  return scores;
}

double value(const Scores& scores, std::string_view metric,
             const Eigen::VectorXd* beside = nullptr) {
  return metric_value(scores, "tissue", parse_metric(metric), beside);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scores_test)

BOOST_AUTO_TEST_CASE(metric_names_choose_column_and_way_over_items) {
  const Scores scores = of_genes(Eigen::Vector4d(0.1, 0.2, 0.6, std::nan("")),
                                 Eigen::Vector4d(4, 3, 2, 1));
  BOOST_TEST(value(scores, "pearson.mean") == 0.3, tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "pearson.median") == 0.2, tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "pearson.heg50") == 0.3, tt::tolerance(1e-12));
  const Eigen::VectorXd beside = Eigen::Vector4d(1, std::nan(""), 1, 1);
  BOOST_TEST(value(scores, "pearson.mean", &beside) == 0.35,
             tt::tolerance(1e-12));
  BOOST_TEST(parse_metric("spearman.mean").higher_is_better());
  BOOST_TEST(!parse_metric("mae.mean").higher_is_better());
  BOOST_TEST(parse_metric("dice").label("class") == "Dice coefficient");
  BOOST_TEST(parse_metric("pearson.mean").label("locus") ==
             "mean Pearson r over loci");
  BOOST_TEST(error_of([&] { value(scores, "pearson"); }) ==
             "metric 'pearson' is that of one gene, the scores of s/A have 4 "
             "genes; say pearson.mean or pearson.median");
  BOOST_TEST(error_of([&] { parse_metric("pearson.best"); })
                 .starts_with("no metric 'pearson.best'; it is one of "
                              "pearson, spearman, mae, rmse, "));
  BOOST_TEST(error_of([&] {
               parse_metric("dice.only");
             }).starts_with("no metric 'dice.only'; "));
}

// Three of four genes: (0.1 + 0.2 + 0.6) / 4 where the fourth counts as 0.
BOOST_AUTO_TEST_CASE(undefined_items_count_as_nothing_known) {
  const Scores scores = of_genes(Eigen::Vector4d(0.1, 0.2, 0.6, std::nan("")),
                                 Eigen::Vector4d(4, 3, 2, 1));
  BOOST_TEST(
      counted_value(scores, "tissue", parse_metric("pearson.mean")) == 0.225,
      tt::tolerance(1e-12));
}

// 60 genes, r = gene / 100, the mean falls with the gene: the first 50 count.
BOOST_AUTO_TEST_CASE(heg50_takes_the_fifty_most_expressed) {
  Eigen::VectorXd pearson(60), mean(60);
  for (int gene = 0; gene < 60; ++gene) {
    pearson[gene] = gene / 100.0;
    mean[gene] = 100.0 - gene;
  }
  BOOST_TEST(value(of_genes(pearson, mean), "pearson.heg50") == 0.245,
             tt::tolerance(1e-12));
}

// BLEEP's 60 genes, of which gene 1 is measured as a constant, with gene 59 low
// and with gene 59 the highest (tests/golden/learn/README.md). Its authors take
// the missing value out of the list and then read that at places in the full
// one, which stops where the highest genes hold the last: an IndexError. Here
// each gene keeps its own value; the mean with gene 59 is Python's.
BOOST_AUTO_TEST_CASE(
    heg50_keeps_genes_in_place_where_the_published_code_stops) {
  const Json metric = read_golden("learn/bleep").at("functions").at("metric");
  const auto drawn = [](const char* name, Eigen::Index columns) {
    MatrixD made(12, columns);
    for (Eigen::Index i = 0; i < made.size(); ++i) {
      made.data()[i] = uniform_at(fnv1a(name) + static_cast<std::uint64_t>(i));
    }
    return made;
  };
  const MatrixD predicted = drawn("input:metric_pred", 60);
  MatrixD measured = drawn("input:metric_true", 60);
  measured.col(1).setConstant(0.5);
  const auto heg50 = [&] {
    Eigen::VectorXd r(60), mean(60);
    for (Eigen::Index gene = 0; gene < 60; ++gene) {
      r[gene] =
          pearson(predicted.col(gene).array(), measured.col(gene).array());
      mean[gene] = measured.col(gene).mean();
    }
    BOOST_TEST(r.array().isNaN().count() == 1);
    return value(of_genes(r, mean), "pearson.heg50");
  };
  measured.col(59) *= 0.01;
  BOOST_TEST(
      heg50() ==
          metric
              .at("mean_of_the_50_highest_expressed_with_missing_kept_in_place")
              .get<double>(),
      tt::tolerance(1e-10));
  BOOST_TEST(
      metric.at("printed_when_column_59_is_1_plus_u_of_input:metric_last")
          .get<std::string>()
          .starts_with("IndexError: index 59 is out of bounds"));
  measured.col(59) = drawn("input:metric_last", 1).array() + 1;
  BOOST_TEST(heg50() == 0.09247587862148657, tt::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(a_value_has_three_places_and_a_p_is_never_zero) {
  BOOST_TEST(value_text("log_rank_p", 0.0905) == "0.090");
  BOOST_TEST(value_text("log_rank_p", 0.001) == "0.001");
  BOOST_TEST(value_text("log_rank_p", 0.00099) == "< 0.001");
  BOOST_TEST(value_text("log_rank_p.mean", 2.7e-05) == "< 0.001");
  BOOST_TEST(value_text("log_rank_p", std::nan("")) == "undefined");
  BOOST_TEST(value_text("pearson.mean", 2.7e-05) == "0.000");
  BOOST_TEST(value_text("pearson.mean", -0.4) == "-0.400");
}

// The same list by what was measured in training: the mean there rises with the
// gene, so the last 50 count; the variance falls, so the first 50 do.
BOOST_AUTO_TEST_CASE(lists_of_training_do_not_look_at_what_is_scored) {
  Eigen::VectorXd pearson(60), rising(60);
  for (int gene = 0; gene < 60; ++gene) {
    pearson[gene] = gene / 100.0;
    rising[gene] = gene;
  }
  Scores scores = of_genes(pearson, Eigen::VectorXd::Zero(60));
  scores.columns.push_back({"tissue", "training_mean", rising});
  scores.columns.push_back({"tissue", "training_variance", -rising});
  BOOST_TEST(value(scores, "pearson.training_heg50") == 0.345,
             tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "pearson.training_hvg50") == 0.245,
             tt::tolerance(1e-12));
  BOOST_TEST(
      parse_metric("rmse.training_heg50").label("gene") ==
      "mean root mean squared error over the (up to) 50 genes of highest "
      "mean in the training sections");
}

BOOST_AUTO_TEST_CASE(a_way_over_items_names_the_column_that_chooses_them) {
  BOOST_TEST(chosen_by(Over::mean) == "");
  BOOST_TEST(chosen_by(Over::median) == "");
  BOOST_TEST(chosen_by(Over::only) == "");
  BOOST_TEST(chosen_by(Over::heg50) == "measured_mean");
  BOOST_TEST(chosen_by(Over::training_heg50) == "training_mean");
  BOOST_TEST(chosen_by(Over::training_hvg50) == "training_variance");
  BOOST_TEST(chosen_by(Over::low_svg20) == "in_low_svg20");
  BOOST_TEST(chosen_by(Over::low_svg20_median) == "in_low_svg20");
}

// Genes 1 and 3 are listed, of which one has no r: their mean is 0.2, and 0.1
// where the other counts as 0.
BOOST_AUTO_TEST_CASE(a_list_is_read_alone_and_what_it_lacks_is_counted) {
  Scores scores = of_genes(Eigen::Vector4d(0.1, 0.2, 0.6, std::nan("")),
                           Eigen::Vector4d(4, 3, 2, 1));
  scores.columns.push_back(
      {"tissue", "in_low_svg20", Eigen::Vector4d(0, 1, 0, 1)});
  const Metric metric = parse_metric("pearson.low_svg20");
  BOOST_TEST(value(scores, "pearson.low_svg20") == 0.2, tt::tolerance(1e-12));
  BOOST_TEST(counted_value(scores, "tissue", metric) == 0.1,
             tt::tolerance(1e-12));
  const ItemCounts counts = count_items(scores, "tissue", metric);
  BOOST_TEST(counts.items == 2);
  BOOST_TEST(counts.undefined == 1);
  BOOST_TEST(error_of([&] { value(scores, "pearson.svg50"); }) ==
             "scores of s/A by : no in_svg50 in tissue; there are "
             "tissue.pearson, tissue.measured_mean, tissue.in_low_svg20");
}

// Of 0.1, 0.2 and 0.6 the mean is 0.3 and the median 0.2.
BOOST_AUTO_TEST_CASE(a_list_has_a_mean_and_a_median) {
  Scores scores =
      of_genes(Eigen::Vector4d(0.1, 0.2, 0.6, 9), Eigen::Vector4d::Zero());
  scores.columns.push_back({"tissue", "in_hvg20", Eigen::Vector4d(1, 1, 1, 0)});
  BOOST_TEST(value(scores, "pearson.hvg20") == 0.3, tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "pearson.hvg20.median") == 0.2,
             tt::tolerance(1e-12));
  BOOST_TEST(parse_metric("pearson.hvg20.median").label("gene") ==
             "median Pearson r over the 20 genes of highest variance (hvg20)");
  BOOST_TEST(
      parse_metric("pearson.low_svg50").label("gene") ==
      "mean Pearson r over the 50 genes of lowest Moran's I (low_svg50)");
}

// A number of the unit as a whole is named without a way over items.
BOOST_AUTO_TEST_CASE(a_number_of_the_whole_stands_beside_those_of_items) {
  Scores scores = of_genes(Eigen::Vector2d(0.1, 0.2), Eigen::Vector2d::Zero());
  scores.add_whole("tissue", "entry_rmse", 7);
  BOOST_TEST(value(scores, "entry_rmse") == 7);
  BOOST_TEST(!parse_metric("entry_rmse").higher_is_better());
  BOOST_TEST(error_of([] { parse_metric("entry_rmse.mean"); })
                 .ends_with("; then, unless there is one item or the number is "
                            "of the whole, a dot and mean, median, heg50, "
                            "training_heg50, training_hvg50, or a list of "
                            "items (svg20, svg50, low_svg20, low_svg50, hvg20, "
                            "hvg50) for the mean over it, with .median for the "
                            "median"));
}

BOOST_AUTO_TEST_CASE(what_was_observed_names_the_unit_that_is_scored) {
  Observations observed;
  observed.about = "her2st/B4";
  BOOST_TEST((scored_unit(observed) == ScoredUnit::section));
  observed.about = "her2st/B4#r2c1of2x1";
  BOOST_TEST((scored_unit(observed) == ScoredUnit::block));
  observed.about = "tcga/BRCA";
  observed.unit_kind = ObservedKind::patient;
  BOOST_TEST((scored_unit(observed) == ScoredUnit::cohort));
}

BOOST_AUTO_TEST_CASE(a_fact_that_is_absent_is_not_a_number) {
  Scores scores;
  scores.facts["deaths"] = 3;
  BOOST_TEST(scores.fact("deaths") == 3);
  BOOST_TEST(std::isnan(scores.fact("power")));
}

BOOST_AUTO_TEST_CASE(every_reading_is_declared_once_and_found_by_name) {
  BOOST_TEST(reading_kind("tissue").label == "only cells with tissue");
  BOOST_TEST(error_of([] { reading_kind("cells"); }) ==
             "no reading 'cells'; there are whole_grid, kept_grid, tissue, "
             "nuclei, nuclei_normalised, patients, mapped_spots, carriers, "
             "bulk");
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  const TempFolder folder;
  const sample::Section section = sample::section("s/A", 30, 12);
  Predictions predictions = sample::noisy(section, "m", 1.0);
  predictions.predictor = {"m", PredictorKind::simple, 42, "C"};
  const Scores scores =
      expression_scores(predictions, section.targets, {&section.grid});
  scores.write(folder.path / "scores");
  const Scores back = Scores::read(folder.path / "scores");
  BOOST_TEST(back.unit == "s/A");
  BOOST_TEST((back.unit_kind == ScoredUnit::section));
  BOOST_TEST(back.predictor.name == "m");
  BOOST_TEST((back.predictor.kind == PredictorKind::simple));
  BOOST_TEST(back.predictor.seed == 42);
  BOOST_TEST(back.predictor.fold == "C");
  BOOST_TEST(back.target == scores.target);
  BOOST_TEST(back.item == "gene");
  BOOST_TEST(back.items == scores.items, tt::per_element());
  BOOST_TEST(back.facts == scores.facts);
  BOOST_TEST(back.places == scores.places);
  BOOST_REQUIRE(back.columns.size() == scores.columns.size());
  for (std::size_t i = 0; i < back.columns.size(); ++i) {
    BOOST_TEST(back.columns[i].reading == scores.columns[i].reading);
    BOOST_TEST(back.columns[i].name == scores.columns[i].name);
    BOOST_TEST(back.columns[i].values == scores.columns[i].values);
  }
  BOOST_REQUIRE(back.whole.size() == 8U);
  for (std::size_t i = 0; i < back.whole.size(); ++i) {
    BOOST_TEST(back.whole[i].reading == "tissue");
    BOOST_TEST(back.whole[i].name == scores.whole[i].name);
    BOOST_TEST(back.whole[i].values == scores.whole[i].values);
  }
}

BOOST_AUTO_TEST_CASE(a_table_of_another_form_is_refused) {
  const TempFolder folder;
  const sample::Section section = sample::section("s/A", 30, 12);
  const fs::path object = folder.path / "o";
  expression_scores(sample::noisy(section, "m", 1.0), section.targets,
                    {&section.grid})
      .write(object);
  // 3 readings of 10 numbers and 2 of the mask.
  auto names = AnnDataReader(object).index("var");
  BOOST_REQUIRE(names.size() == 32U);
  names[0] = "best.mae";
  replace_array(object, "var/_index", names, {32});
  BOOST_TEST(error_of([&] { Scores::read(object); }, folder.path) ==
             "o: var: column 0 is 'best.mae', expected READING.COLUMN with a "
             "reading of whole_grid, kept_grid, tissue");
  replace_array(object, "uns/whole_values", std::vector<double>(4), {4});
  BOOST_TEST(error_of([&] { Scores::read(object); }, folder.path) ==
             "o: uns/whole_values has 4 numbers for 8 names");
  replace_array(object, "uns/whole_values", std::vector<double>(8), {8});
  replace_array(object, "X", std::vector<double>(384), {32, 12});
  BOOST_TEST(error_of([&] { Scores::read(object); }, folder.path) ==
             "o: X is [32, 12], expected [12, 32] ([items, columns])");
  replace_array(object, "obs/_index", std::vector<std::string>(12, "G"), {12});
  BOOST_TEST(
      error_of([&] { Scores::read(object); }, folder.path) ==
      "o: gene 'G' is there twice (0 and 1, counted from 0), expected once");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
