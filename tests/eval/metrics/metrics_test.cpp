#include "core/eval/metrics/metrics.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/path.h"
#include "core/data/anndata/reader.h"
#include "core/eval/baselines/baselines.h"
#include "tests/eval/sample.h"
#include "tests/support/stored_array.h"
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

  Small() {
    grid.section = targets.section = predictions.section = "s/A";
    grid.rows = 4;
    grid.columns = 2;
    grid.kept_row_begin = 1;
    grid.kept_row_end = 4;
    grid.spots = targets.spots = predictions.spots = {"a", "b", "c"};
    grid.row = {1, 2, 3};
    grid.column = {0, 0, 0};
    targets.genes = predictions.genes = {"G"};
    targets.values = Matrix{{1.F}, {2.F}, {4.F}};
    predictions.model = "m";
    predictions.values = Matrix{{1.F}, {2.F}, {3.F}};
  }
  Metrics scored(std::int64_t shift = 0) const {
    return score(predictions, targets, grid, shift);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics_test)

// In tissue the three spots of correlation_test; errors 0, 0, 1.
BOOST_AUTO_TEST_CASE(tissue_reading_scores_spots_alone) {
  const Metrics metrics = Small().scored();
  const Reading& tissue = metrics.reading("tissue");
  BOOST_TEST(tissue.cells == 3);
  BOOST_TEST(tissue.pearson[0] == 3.0 / std::sqrt(28.0 / 3.0),
             tt::tolerance(1e-12));
  BOOST_TEST(tissue.spearman[0] == 1.0, tt::tolerance(1e-12));
  BOOST_TEST(tissue.mae[0] == 1.0 / 3.0, tt::tolerance(1e-12));
  BOOST_TEST(tissue.rmse[0] == std::sqrt(1.0 / 3.0), tt::tolerance(1e-12));
}

// Eight cells: sums 6 and 7, products 17, squares 14 and 21:
// (17 - 42/8) / sqrt((14 - 36/8) (21 - 49/8)). Kept: six cells.
BOOST_AUTO_TEST_CASE(whole_grid_reading_counts_empty_cells_as_zero) {
  const Metrics metrics = Small().scored();
  BOOST_TEST(metrics.reading("whole_grid").cells == 8);
  BOOST_TEST(metrics.reading("whole_grid").pearson[0] ==
                 (17 - 42.0 / 8) / std::sqrt((14 - 36.0 / 8) * (21 - 49.0 / 8)),
             tt::tolerance(1e-12));
  BOOST_TEST(metrics.reading("kept_grid").cells == 6);
  BOOST_TEST(metrics.reading("kept_grid").pearson[0] ==
                 (17 - 42.0 / 6) / std::sqrt((14 - 6.0) * (21 - 49.0 / 6)),
             tt::tolerance(1e-12));
  BOOST_TEST(metrics.tissue_fraction() == 3.0 / 8.0);
}

// A model of the grid is read where it speaks, in empty cells too.
BOOST_AUTO_TEST_CASE(grid_predictions_are_read_cell_by_cell) {
  Small small;
  small.predictions.grid_rows = 4;
  small.predictions.grid_columns = 2;
  small.predictions.grid = Matrix::Zero(8, 1);
  small.predictions.grid(1, 0) = 9.F;  // an empty cell of row 0
  for (int i = 0; i < 3; ++i) {
    small.predictions.grid(2 * (i + 1), 0) = static_cast<float>(i + 1);
  }
  const Metrics metrics = small.scored();
  BOOST_TEST(
      metrics.reading("tissue").pearson[0] == 3.0 / std::sqrt(28.0 / 3.0),
      tt::tolerance(1e-12));
  BOOST_TEST(metrics.reading("whole_grid").mae[0] == 10.0 / 8.0,
             tt::tolerance(1e-12));
  // Row 0 is not kept.
  BOOST_TEST(metrics.reading("kept_grid").mae[0] == 1.0 / 6.0,
             tt::tolerance(1e-12));
}

// Measured values one row lower: the grid is read there, a model of spots
// moves with its spots.
BOOST_AUTO_TEST_CASE(shifted_targets_are_read_one_row_lower) {
  Small small;
  small.grid.row = {0, 1, 2};
  BOOST_TEST(small.scored(1).reading("tissue").mae[0] == 1.0 / 3.0,
             tt::tolerance(1e-12));
  small.predictions.grid_rows = 4;
  small.predictions.grid_columns = 2;
  small.predictions.grid = Matrix::Zero(8, 1);
  small.predictions.grid(2, 0) = 1.F;
  small.predictions.grid(4, 0) = 2.F;
  small.predictions.grid(6, 0) = 4.F;
  BOOST_TEST(small.scored(1).reading("tissue").mae[0] == 0.0);
  BOOST_TEST(small.scored(0).reading("tissue").mae[0] > 0.0);
  BOOST_TEST(error_of([&] { small.scored(2); }) ==
             "metrics: section s/A: spot 'c' of grid row 2 moved by 2 leaves "
             "the grid of 4 rows");
}

// The identity of recipes/hist_loocv/METHOD.md 7.3 holds to machine precision,
// and the mask as a predictor scores it on the whole grid.
BOOST_AUTO_TEST_CASE(mask_scores_what_the_identity_says) {
  const sample::Section section = sample::section("s/A", 40, 30);
  const Metrics metrics =
      score(mask_predictions(section.grid, section.targets.genes, "mask"),
            section.targets, section.grid, 0);
  BOOST_TEST(
      (metrics.mask_identity - metrics.mask_measured).cwiseAbs().maxCoeff() <
      1e-12);
  BOOST_TEST((metrics.mask_identity - metrics.reading("whole_grid").pearson)
                 .cwiseAbs()
                 .maxCoeff() < 1e-12);
  BOOST_TEST(count_genes(metrics.reading("tissue")).undefined == 30);
}

BOOST_AUTO_TEST_CASE(undefined_genes_are_told_apart) {
  Small small;
  small.targets.genes =
      small.predictions.genes = {"both", "dead", "unmeasured", "nearly dead"};
  small.targets.values =
      Matrix{{1.F, 1.F, 0.F, 1.F}, {2.F, 2.F, 0.F, 2.F}, {4.F, 4.F, 0.F, 4.F}};
  small.predictions.values = Matrix{
      {1.F, 7.F, 1.F, 7.F}, {2.F, 7.F, 2.F, 7.F}, {3.F, 7.F, 3.F, 7.000001F}};
  const GeneCounts counts = count_genes(small.scored().reading("tissue"));
  BOOST_TEST(counts.undefined == 2);
  BOOST_TEST(counts.constant_measured == 1);
  BOOST_TEST(counts.constant_predicted == 1);
  BOOST_TEST(counts.flat_predicted == 2);
}

BOOST_AUTO_TEST_CASE(metric_names_choose_column_and_way_over_genes) {
  Reading reading;
  reading.pearson = Eigen::Vector4d(0.1, 0.2, 0.6, std::nan(""));
  reading.spearman = reading.mae = reading.rmse = reading.pearson;
  reading.measured_mean = Eigen::Vector4d(4, 3, 2, 1);
  BOOST_TEST(metric_value(reading, "pearson.mean") == 0.3,
             tt::tolerance(1e-12));
  BOOST_TEST(metric_value(reading, "pearson.median") == 0.2,
             tt::tolerance(1e-12));
  BOOST_TEST(metric_value(reading, "pearson.heg50") == 0.3,
             tt::tolerance(1e-12));
  BOOST_TEST(error_of([&] { metric_value(reading, "pearson.best"); }) ==
             "no metric 'pearson.best'; it is pearson, spearman, mae or rmse, "
             "a dot, and mean, median or heg50");
  BOOST_TEST(higher_is_better("spearman.mean"));
  BOOST_TEST(!higher_is_better("mae.mean"));
}

// 60 genes, r = gene / 100, the mean falls with the gene: the first 50 count.
BOOST_AUTO_TEST_CASE(heg50_takes_the_fifty_most_expressed) {
  Reading reading;
  reading.pearson.resize(60);
  reading.measured_mean.resize(60);
  for (int gene = 0; gene < 60; ++gene) {
    reading.pearson[gene] = gene / 100.0;
    reading.measured_mean[gene] = 100.0 - gene;
  }
  BOOST_TEST(metric_value(reading, "pearson.heg50") == 0.245,
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  const TempFolder folder;
  const sample::Section section = sample::section("s/A", 30, 12);
  const Metrics metrics =
      score(sample::noisy(section, "m", 1.0), section.targets, section.grid, 0);
  metrics.write(folder.path / "metrics");
  const Metrics back = Metrics::read(folder.path / "metrics");
  BOOST_TEST(back.section == "s/A");
  BOOST_TEST(back.model == "m");
  BOOST_TEST(back.transform == metrics.transform);
  BOOST_TEST(back.genes == metrics.genes, tt::per_element());
  BOOST_TEST(back.spots == 30);
  BOOST_TEST(back.tissue_fraction() == metrics.tissue_fraction());
  BOOST_REQUIRE(back.readings.size() == 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(back.readings[i].name == metrics.readings[i].name);
    BOOST_TEST(back.readings[i].cells == metrics.readings[i].cells);
    BOOST_TEST(back.readings[i].pearson == metrics.readings[i].pearson);
    BOOST_TEST(back.readings[i].spearman == metrics.readings[i].spearman);
    BOOST_TEST(back.readings[i].predicted_width90 ==
               metrics.readings[i].predicted_width90);
  }
  BOOST_TEST(back.mask_identity == metrics.mask_identity);
}

BOOST_AUTO_TEST_CASE(a_table_turned_over_or_of_other_columns_is_refused) {
  const TempFolder folder;
  const sample::Section section = sample::section("s/A", 30, 12);
  const fs::path object = folder.path / "o";
  score(sample::noisy(section, "m", 1.0), section.targets, section.grid, 0)
      .write(object);
  // 3 readings of 9 numbers and 2 of the mask.
  auto names = AnnDataReader(object).index("var");
  BOOST_REQUIRE(names.size() == 29U);
  std::swap(names[0], names[1]);
  replace_array(object, "var/_index", names, {29});
  BOOST_TEST(error_of([&] { Metrics::read(object); }, folder.path) ==
             "o: var: column 0 is 'whole_grid.measured_mean', expected "
             "'whole_grid.mae'");
  replace_array(object, "X", std::vector<double>(348), {29, 12});
  BOOST_TEST(error_of([&] { Metrics::read(object); }, folder.path) ==
             "o: X is [29, 12], expected [12, 29] ([genes, numbers])");
  replace_array(object, "obs/_index", std::vector<std::string>(12, "G"), {12});
  BOOST_TEST(
      error_of([&] { Metrics::read(object); }, folder.path) ==
      "o: gene 'G' is there twice (0 and 1, counted from 0), expected once");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named) {
  Small small;
  small.predictions.section = "s/B";
  BOOST_TEST(error_of([&] { small.scored(); }) ==
             "metrics: section s/A: predictions are of section s/B, targets of "
             "s/A, the grid of s/A");
  small = Small();
  small.predictions.genes = {"H"};
  BOOST_TEST(error_of([&] { small.scored(); }) ==
             "metrics: section s/A: predictions: gene 0 is 'H', expected 'G'");
  small = Small();
  small.predictions.values(1, 0) = std::nanf("");
  BOOST_TEST(error_of([&] { small.scored(); }) ==
             "metrics: section s/A: a prediction of m is NaN or infinite");
  small = Small();
  BOOST_TEST(error_of([&] { small.scored().reading("best"); }) ==
             "metrics of s/A: no reading 'best'; there are whole_grid, "
             "kept_grid, tissue");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
