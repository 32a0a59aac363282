#include "core/eval/metrics/expression_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <optional>

#include "core/base/random.h"
#include "core/eval/baselines/baselines.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// Three spots of one gene in the left column of a 4 x 2 grid: measured 1, 2, 4
// in rows 1 to 3, kept rows 1 to 3.
struct Small {
  GridMap grid;
  Targets targets;
  Predictions predictions;
  std::optional<GridValues> values;

  Small() {
    grid.section = targets.about = predictions.about = "s/A";
    grid.rows = 4;
    grid.columns = 2;
    grid.kept_row_begin = 1;
    grid.kept_row_end = 4;
    grid.spots = targets.names = predictions.names = {"a", "b", "c"};
    grid.row = {1, 2, 3};
    grid.column = {0, 0, 0};
    targets.variables = predictions.variables = {"G"};
    targets.values = Matrix{{1.F}, {2.F}, {4.F}};
    predictions.predictor.name = "m";
    predictions.values = Matrix{{1.F}, {2.F}, {3.F}};
  }
  // A map of zeros but for these cells.
  void speak_of_grid(std::initializer_list<std::pair<int, float>> cells) {
    values.emplace();
    values->section = "s/A";
    values->predictor = predictions.predictor;
    values->rows = 4;
    values->columns = 2;
    values->variables = {"G"};
    values->values = Matrix::Zero(8, 1);
    for (const auto& [cell, value] : cells) values->values(cell, 0) = value;
  }
  Scores scored(std::int64_t shift = 0) const {
    return expression_scores(predictions, targets,
                             {&grid, values ? &*values : nullptr, shift});
  }
};

double only(const Scores& scores, std::string_view reading,
            std::string_view column) {
  return scores.column(reading, column)[0];
}

// Spots of one gene, without a grid.
Scores of_values(const std::vector<float>& predicted,
                 const std::vector<float>& measured) {
  Predictions predictions;
  Targets targets;
  predictions.about = targets.about = "s/A";
  predictions.predictor.name = "m";
  predictions.variables = targets.variables = {"G"};
  const auto n = static_cast<Eigen::Index>(measured.size());
  for (Eigen::Index i = 0; i < n; ++i) {
    targets.names.push_back(concat("spot", i));
  }
  predictions.names = targets.names;
  predictions.values = Eigen::Map<const Matrix>(predicted.data(), n, 1);
  targets.values = Eigen::Map<const Matrix>(measured.data(), n, 1);
  return expression_scores(predictions, targets);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(expression_scores_test)

// In tissue the three spots of correlation_test; errors 0, 0, 1.
BOOST_AUTO_TEST_CASE(tissue_reading_scores_spots_alone) {
  const Scores scores = Small().scored();
  BOOST_TEST(scores.places_in("tissue") == 3);
  BOOST_TEST(only(scores, "tissue", "pearson") == 3.0 / std::sqrt(28.0 / 3.0),
             tt::tolerance(1e-12));
  BOOST_TEST(only(scores, "tissue", "spearman") == 1.0, tt::tolerance(1e-12));
  BOOST_TEST(only(scores, "tissue", "mae") == 1.0 / 3.0, tt::tolerance(1e-12));
  BOOST_TEST(only(scores, "tissue", "rmse") == std::sqrt(1.0 / 3.0),
             tt::tolerance(1e-12));
  BOOST_TEST(scores.facts.at("spots") == 3);
}

// Eight cells: sums 6 and 7, products 17, squares 14 and 21:
// (17 - 42/8) / sqrt((14 - 36/8) (21 - 49/8)). Kept: six cells.
BOOST_AUTO_TEST_CASE(whole_grid_reading_counts_empty_cells_as_zero) {
  const Scores scores = Small().scored();
  BOOST_TEST(scores.places_in("whole_grid") == 8);
  BOOST_TEST(only(scores, "whole_grid", "pearson") ==
                 (17 - 42.0 / 8) / std::sqrt((14 - 36.0 / 8) * (21 - 49.0 / 8)),
             tt::tolerance(1e-12));
  BOOST_TEST(scores.places_in("kept_grid") == 6);
  BOOST_TEST(only(scores, "kept_grid", "pearson") ==
                 (17 - 42.0 / 6) / std::sqrt((14 - 6.0) * (21 - 49.0 / 6)),
             tt::tolerance(1e-12));
  BOOST_TEST(scores.facts.at("tissue_share_of_grid") == 3.0 / 8.0);
}

// A model of the grid is read where it speaks, in empty cells too.
BOOST_AUTO_TEST_CASE(values_of_a_grid_are_read_cell_by_cell) {
  Small small;
  small.speak_of_grid({{1, 9.F}, {2, 1.F}, {4, 2.F}, {6, 3.F}});
  const Scores scores = small.scored();
  BOOST_TEST(only(scores, "tissue", "pearson") == 3.0 / std::sqrt(28.0 / 3.0),
             tt::tolerance(1e-12));
  BOOST_TEST(only(scores, "whole_grid", "mae") == 10.0 / 8.0,
             tt::tolerance(1e-12));
  // Row 0 is not kept.
  BOOST_TEST(only(scores, "kept_grid", "mae") == 1.0 / 6.0,
             tt::tolerance(1e-12));
}

// Measured values one row lower: the grid is read there, a model of spots
// moves with its spots.
BOOST_AUTO_TEST_CASE(shifted_targets_are_read_one_row_lower) {
  Small small;
  small.grid.row = {0, 1, 2};
  BOOST_TEST(only(small.scored(1), "tissue", "mae") == 1.0 / 3.0,
             tt::tolerance(1e-12));
  small.speak_of_grid({{2, 1.F}, {4, 2.F}, {6, 4.F}});
  small.values->row_shift = 1;
  small.predictions.values(2, 0) = 4;
  BOOST_TEST(only(small.scored(1), "tissue", "mae") == 0.0);
  BOOST_TEST(error_of([&] { small.scored(0); }) ==
             "expression_scores: s/A: `map` is of a predictor that puts a spot "
             "1 rows below its cell; target_row_shift is 0");
  small.values->row_shift = 2;
  BOOST_TEST(error_of([&] { small.scored(2); }) ==
             "expression_scores: s/A: spot 'c' of grid row 2 moved by 2 leaves "
             "the grid of 4 rows");
}

// The identity of recipes/hist_loocv/METHOD.md 7.3 holds to machine precision,
// and the mask as a predictor scores it on the whole grid.
BOOST_AUTO_TEST_CASE(mask_scores_what_the_identity_says) {
  const sample::Section section = sample::section("s/A", 40, 70);
  const Scores scores =
      expression_scores(mask_predictions(section.grid, section.targets, "mask"),
                        section.targets, {&section.grid});
  const auto column = [&](std::string_view name) {
    return scores.column("whole_grid", name);
  };
  BOOST_TEST((column("mask_identity") - column("mask_measured"))
                 .cwiseAbs()
                 .maxCoeff() < 1e-12);
  BOOST_TEST(
      (column("mask_identity") - column("pearson")).cwiseAbs().maxCoeff() <
      1e-12);
  BOOST_TEST(
      count_items(scores, "tissue", parse_metric("pearson.mean")).undefined ==
      70);
}

BOOST_AUTO_TEST_CASE(undefined_items_are_told_apart) {
  Small small;
  small.targets.variables = small.predictions.variables = {
      "both", "dead", "unmeasured", "nearly dead"};
  small.targets.values =
      Matrix{{1.F, 1.F, 0.F, 1.F}, {2.F, 2.F, 0.F, 2.F}, {4.F, 4.F, 0.F, 4.F}};
  small.predictions.values = Matrix{
      {1.F, 7.F, 1.F, 7.F}, {2.F, 7.F, 2.F, 7.F}, {3.F, 7.F, 3.F, 7.000001F}};
  const ItemCounts counts =
      count_items(small.scored(), "tissue", parse_metric("pearson.mean"));
  BOOST_TEST(counts.undefined == 3);
  BOOST_TEST(counts.constant_measured == 1);
  BOOST_TEST(counts.constant_predicted == 1);
  BOOST_TEST(counts.flat_predicted == 2);
}

// A dead network on a hundred spots: one value but for three at the rim, which
// alone would make a correlation of 0.17. It is undefined instead.
BOOST_AUTO_TEST_CASE(a_flat_prediction_has_no_correlation) {
  std::vector<float> measured, predicted(100, 1.25F);
  for (int i = 0; i < 100; ++i) measured.push_back(static_cast<float>(i % 10));
  predicted[9] = predicted[19] = 1.5F;
  predicted[20] = 1.0F;
  const Scores scores = of_values(predicted, measured);
  BOOST_TEST(std::isnan(only(scores, "tissue", "pearson")));
  BOOST_TEST(std::isnan(only(scores, "tissue", "spearman")));
  BOOST_TEST(only(scores, "tissue", "predicted_flat") == 1);
  BOOST_TEST(only(scores, "tissue", "mae") > 0);
}

// A gene in 4 of 100 spots, predicted there and as 0 elsewhere, or a little
// off 0: five values about the few that were measured are no flat prediction.
BOOST_AUTO_TEST_CASE(a_sparse_gene_that_is_predicted_is_not_flat) {
  std::vector<float> measured(100, 0.F), clamped(100, 0.F), off(100, 0.01F);
  for (int i = 0; i < 4; ++i) {
    measured[static_cast<std::size_t>(25 * i)] = static_cast<float>(i + 1);
    clamped[static_cast<std::size_t>(25 * i)] =
        off[static_cast<std::size_t>(25 * i)] = static_cast<float>(i) + 1.1F;
  }
  for (const auto& predicted : {clamped, off}) {
    const Scores scores = of_values(predicted, measured);
    BOOST_TEST(only(scores, "tissue", "pearson") > 0.99);
    BOOST_TEST(only(scores, "tissue", "predicted_flat") == 0);
  }
  // Dense, and rectified to 0 but in four spots.
  std::vector<float> dense;
  for (int i = 0; i < 100; ++i) dense.push_back(static_cast<float>(i % 7));
  const Scores scores = of_values(clamped, dense);
  BOOST_TEST(only(scores, "tissue", "predicted_clamped") == 1);
  BOOST_TEST(!std::isnan(only(scores, "tissue", "pearson")));
}

// Nuclei and patients have readings of their own, and no grid.
BOOST_AUTO_TEST_CASE(words_and_readings_are_those_of_what_is_observed) {
  Small small;
  small.targets.unit_kind = small.predictions.unit_kind = ObservedKind::patient;
  small.targets.variable_axis = "locus";
  const Scores scores = expression_scores(small.predictions, small.targets);
  BOOST_TEST(scores.places.size() == 1U);
  BOOST_TEST(scores.places_in("patients") == 3);
  BOOST_TEST(scores.item == "locus");
  BOOST_TEST((scores.unit_kind == ScoredUnit::cohort));
  BOOST_TEST(error_of([&] { small.scored(); }) ==
             "expression_scores: s/A: a grid is one of spots; the targets are "
             "of patients");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named) {
  Small small;
  small.predictions.about = "s/B";
  BOOST_TEST(error_of([&] { small.scored(); }) ==
             "expression_scores: s/A: predictions are of the spots of s/B, "
             "targets of the spots of s/A");
  small = Small();
  small.predictions.variables = {"H"};
  BOOST_TEST(error_of([&] { small.scored(); }) ==
             "expression_scores: s/A: predictions: gene 0 is 'H', expected "
             "'G'");
  small = Small();
  small.predictions.values(1, 0) = std::nanf("");
  BOOST_TEST(error_of([&] { small.scored(); }) ==
             "expression_scores: s/A: the prediction by m of gene 'G' for "
             "spot 'b' is nan; expected a finite number");
  small = Small();
  small.predictions.of_grid = true;
  BOOST_TEST(error_of([&] { small.scored(); }) ==
             "expression_scores: s/A: m speaks of all cells of a grid and only "
             "its spots are given; give what it says of the others as `map` "
             "(ms.grid_predictions), or leave out `grid`");
  small = Small();
  small.speak_of_grid({});
  small.values->rows = 8;
  small.values->columns = 1;
  BOOST_TEST(error_of([&] { small.scored(); }) ==
             "expression_scores: s/A: `map` holds values of s/A for a grid of "
             "8 x 1, the section's grid is 4 x 2");
  // Of another fold's model, which may have seen the section.
  small = Small();
  small.speak_of_grid({{2, 1.F}, {4, 2.F}, {6, 3.F}});
  small.values->predictor.fold = "B";
  BOOST_TEST(error_of([&] { small.scored(); }) ==
             "expression_scores: s/A: `map` is by m (seed 0, fold B), the "
             "predictions by m (seed 0)");
  small.values->predictor.fold = "";
  small.values->values(4, 0) = 5;
  BOOST_TEST(error_of([&] { small.scored(); }) ==
             "expression_scores: s/A: at spot 'b' `map` has 5 of gene 'G', the "
             "predictions have 2; give the map and the predictions of one "
             "model");
  small.values.reset();
  BOOST_TEST(error_of([&] { small.scored().column("best", "mae"); }) ==
             "scores of s/A: no reading 'best'; there are whole_grid, "
             "kept_grid, tissue");
}

// Two sections, of one spot and of three: gene by gene means (1 + 2 + 3 + 6) /
// 4 and (4 + 4 + 5 + 7) / 4, squares about them 4 + 1 + 9 and 1 + 1 + 4.
BOOST_AUTO_TEST_CASE(lists_are_chosen_by_all_places_of_training) {
  Small small;
  small.targets.variables = small.predictions.variables = {"G", "H"};
  small.targets.values = Matrix{{1.F, 2.F}, {2.F, 1.F}, {4.F, 4.F}};
  small.predictions.values = Matrix{{1.F, 4.F}, {2.F, 2.F}, {3.F, 1.F}};
  TrainingMoments training;
  Targets part = small.targets;
  part.values = Matrix{{1.F, 4.F}};
  training.add(part, "test");
  part.values = Matrix{{2.F, 4.F}, {3.F, 5.F}, {6.F, 7.F}};
  training.add(part, "test");
  const Scores scores =
      expression_scores(small.predictions, small.targets, {}, {&training});
  const auto column = [&](std::string_view name) {
    return scores.column("tissue", name);
  };
  BOOST_TEST(column("training_mean").isApprox(Eigen::Vector2d(3, 5), 1e-12));
  BOOST_TEST(
      column("training_variance").isApprox(Eigen::Vector2d(3.5, 1.5), 1e-12));
  part.variables = {"G", "K"};
  BOOST_TEST(error_of([&] { training.add(part, "test"); }) ==
             "test: targets of s/A: gene 1 is 'K', expected 'H'");
  small.targets.variables = small.predictions.variables = {"G", "K"};
  BOOST_TEST(
      error_of([&] {
        expression_scores(small.predictions, small.targets, {}, {&training});
      }) == "expression_scores: s/A: training: gene 1 is 'H', expected 'K'");
  const TrainingMoments none;
  BOOST_TEST(error_of([&] {
               expression_scores(small.predictions, small.targets, {}, {&none});
             }) ==
             "expression_scores: s/A: the training sections hold no places");
}

// 49 spots of one full window, measured their number, predicted twice that: by
// the formula with means 24 and 48, variance (50 * 49 / 12), 4 times it and 2
// times it, and a range of 48.
BOOST_AUTO_TEST_CASE(maps_are_alike_by_windows_of_a_square_array) {
  Targets targets;
  Predictions predictions;
  Dataset array;
  targets.about = predictions.about = array.section = "s/A";
  targets.variables = predictions.variables = {"G"};
  targets.values.resize(49, 1);
  array.array_xy.resize(49, 2);
  for (int i = 0; i < 49; ++i) {
    targets.names.push_back(concat(i));
    targets.values(i, 0) = static_cast<float>(i);
    array.array_xy.row(48 - i) << i / 7, i % 7;
    array.spots.insert(array.spots.begin(), concat(i));
  }
  predictions.names = targets.names;
  predictions.values = 2 * targets.values;
  const double c1 = std::pow(0.01 * 48, 2), c2 = std::pow(0.03 * 48, 2);
  const double variance = 50 * 49 / 12.0;
  const auto similarity = [&] {
    return only(expression_scores(predictions, targets, {}, {nullptr, &array}),
                "tissue", "ssim");
  };
  BOOST_TEST(
      similarity() == (2 * 24 * 48 + c1) * (2 * 2 * variance + c2) /
                          ((24 * 24 + 48 * 48 + c1) * (5 * variance + c2)),
      tt::tolerance(1e-12));
  array.lattice = Lattice::hexagonal;
  BOOST_TEST(std::isnan(similarity()));
  array.section = "s/B";
  BOOST_TEST(error_of(similarity) ==
             "expression_scores: s/A: `dataset` is of section s/B");
}

BOOST_AUTO_TEST_CASE(predictions_with_chunks_that_are_absent_say_so) {
  Small small;
  BOOST_TEST(!small.scored().facts.contains("absent_chunks_of_predictions"));
  small.predictions.chunks = {.chunks = 4, .absent = 1};
  const Scores scores = small.scored();
  BOOST_TEST(scores.facts.at("absent_chunks_of_predictions") == 1);
  BOOST_TEST(scores.facts.at("chunks_of_predictions") == 4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
