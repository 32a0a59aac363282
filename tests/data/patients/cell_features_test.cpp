#include "core/data/patients/cell_features.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "core/data/patients/joined_features.h"
#include "core/stats/spatial/all_pairs.h"
#include "core/stats/spatial/moran.h"
#include "core/stats/spatial/neighbour_correlation.h"
#include "core/stats/spatial/ripley.h"
#include "tests/data/patients/made_cells.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;

// Features of the five cells, of which types count from two cells on.
Cohort made(const std::string& feature, const Names& genes = {},
            const Names& correlation_genes = {},
            CellFeatureOptions options = {}) {
  options.features = {feature};
  options.more_than = 1;
  return cell_features(cell_table(five_cells(), five_types()), options, genes,
                       correlation_genes);
}

float value(const Cohort& cohort, const std::string& feature,
            const std::string& variable) {
  const MeasuredMatrix& matrix = cohort.matrix(feature);
  const auto at =
      std::find(matrix.variables.begin(), matrix.variables.end(), variable);
  BOOST_TEST_REQUIRE((at != matrix.variables.end()), variable);
  return matrix.values(0, at - matrix.variables.begin());
}

auto says(const std::string& text) {
  return [text](const Error& e) {
    BOOST_TEST(std::string(e.what()) == text);
    return true;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell_features_test)

BOOST_AUTO_TEST_CASE(proportions_are_of_cells_that_have_a_type) {
  const Cohort found = made("proportion_raw");
  BOOST_TEST(found.about == "x/S");
  BOOST_TEST(found.patients == (Names{"x/P"}), tt::per_element());
  BOOST_TEST(value(found, "proportion_raw", "T") == 0.75F);
  BOOST_TEST(value(found, "proportion_raw", "B") == 0.25F);
  BOOST_TEST(value(found, "proportion_raw", "Plasma") == 0);
  BOOST_TEST(found.numbers("cells").front() == 5);
  BOOST_TEST(found.numbers("cells_without_type").front() == 1);
  BOOST_TEST(found.numbers("undefined_proportion_raw").front() == 0);
  BOOST_TEST(found.measured.size() == 1U);
}

// 3 T and 1 B: log2(1 + 3) = 2. Where Plasma has none, 3 + 1 over 0 + 2 and
// 1 + 1 over 0 + 2.
BOOST_AUTO_TEST_CASE(ratios_of_types_by_hand) {
  const Cohort found = made("proportion_ratio");
  BOOST_TEST(found.matrix("proportion_ratio").variables ==
                 (Names{"T/B", "T/Plasma", "B/Plasma"}),
             tt::per_element());
  BOOST_TEST(value(found, "proportion_ratio", "T/B") == 2);
  BOOST_TEST(value(found, "proportion_ratio", "T/Plasma") ==
             static_cast<float>(std::log2(3)));
  BOOST_TEST(value(found, "proportion_ratio", "B/Plasma") == 1);
}

BOOST_AUTO_TEST_CASE(means_and_shares_within_a_type_by_hand) {
  const Names genes{"FN1", "gone"};
  const Cohort means = made("gene_mean_celltype", genes);
  BOOST_TEST(means.matrix("gene_mean_celltype").variables.size() == 6U);
  BOOST_TEST(value(means, "gene_mean_celltype", "T--FN1") ==
                 static_cast<float>((double{ln_1p(1)} + double{ln_1p(3)}) / 3),
             tt::tolerance(1e-6F));
  // One B is not more than one; there is no such gene.
  BOOST_TEST(std::isnan(value(means, "gene_mean_celltype", "B--FN1")));
  BOOST_TEST(std::isnan(value(means, "gene_mean_celltype", "T--gone")));
  BOOST_TEST(means.numbers("undefined_gene_mean_celltype").front() == 5);
  // ln 2 is below 1 and ln 4 above.
  const Cohort shares = made("gene_prop_celltype", genes);
  BOOST_TEST(value(shares, "gene_prop_celltype", "T--FN1") == 1.F / 3);
  BOOST_TEST(std::isnan(value(shares, "gene_prop_celltype", "T--gone")));
  CellFeatureOptions any;
  any.expressed_above = 0;
  BOOST_TEST(value(made("gene_prop_celltype", genes, {}, any),
                   "gene_prop_celltype", "T--FN1") == 2.F / 3);
}

// FN1 of the three T: ln 1, ln 2, ln 4, so evenly spaced; a gene of the same
// falls with it, KRT8 does not vary.
BOOST_AUTO_TEST_CASE(correlations_within_a_type_by_hand) {
  CellTable cells = cell_table(five_cells(), five_types());
  cells.genes = {"FN1", "KRT8", "falls", "bent"};
  cells.values.conservativeResize(5, 4);
  cells.values.col(2) = -2 * cells.values.col(0);
  cells.values.col(3) << 0.F, 1.F, 0.F, 7.F, 8.F;
  CellFeatureOptions options;
  options.features = {"gene_cor_celltype"};
  options.more_than = 1;
  const Cohort found =
      cell_features(cells, options, {}, {"FN1", "KRT8", "falls", "bent"});
  const auto of = [&](const std::string& pair) {
    return value(found, "gene_cor_celltype", pair);
  };
  BOOST_TEST(found.matrix("gene_cor_celltype").variables.size() == 3U * 6);
  BOOST_TEST(of("T--FN1--falls") == -1, tt::tolerance(1e-6F));
  BOOST_TEST(std::isnan(of("T--FN1--KRT8")));
  BOOST_TEST(std::abs(of("T--FN1--bent")) < 1e-6F);
  BOOST_TEST(std::isnan(of("B--FN1--falls")));
  // All of B and Plasma, and of T what KRT8 is in.
  BOOST_TEST(found.numbers("undefined_gene_cor_celltype").front() == 6 + 6 + 3);
}

// Distances: 1 to 2 just 50, 2 to 3 30.02, 3 to 5 51.4. Untyped "5" is in no
// pair.
BOOST_AUTO_TEST_CASE(interactions_are_shares_of_close_pairs) {
  const Cohort found = made("celltype_interaction");
  BOOST_TEST(found.matrix("celltype_interaction").variables ==
                 (Names{"T--T", "T--B", "T--Plasma", "B--B", "B--Plasma",
                        "Plasma--Plasma"}),
             tt::per_element());
  BOOST_TEST(value(found, "celltype_interaction", "T--T") == 1);
  CellFeatureOptions wide;
  wide.reach_px = 80;  // (60, 41) to (100, 100) is 71.3
  const Cohort more = made("celltype_interaction", {}, {}, wide);
  BOOST_TEST(value(more, "celltype_interaction", "T--T") == 0.75F);
  BOOST_TEST(value(more, "celltype_interaction", "T--B") == 0.25F);
  CellFeatureOptions none;
  none.reach_px = 10;
  BOOST_TEST(std::isnan(value(made("celltype_interaction", {}, {}, none),
                              "celltype_interaction", "T--T")));
}

BOOST_AUTO_TEST_CASE(what_is_spatial_is_that_of_the_statistics) {
  const CellTable cells = cell_table(five_cells(), five_types());
  const auto l = cross_l(cells.points, cells.type, 3, 50, 512);
  const Cohort curves = made("L_stats");
  BOOST_TEST(value(curves, "L_stats", "T->T") ==
             static_cast<float>(l.mean_excess(0, 0)));
  BOOST_TEST(std::isnan(value(curves, "L_stats", "T->B")));
  BOOST_TEST(curves.matrix("L_stats").variables.size() == 9U);

  BOOST_TEST(
      value(made("morans_I"), "morans_I", "FN1") ==
      static_cast<float>(morans_i_all_pairs(cells.points, cells.values)[0]));
  BOOST_TEST(std::isnan(value(made("morans_I"), "morans_I", "KRT8")));
  CellFeatureOptions two;
  two.moran_neighbours = 2;
  BOOST_TEST(
      value(made("morans_I", {}, {}, two), "morans_I", "FN1") ==
      static_cast<float>(
          morans_i(cells.values, nearest_weights(cells.points, 2)).index[0]));
  two.moran_neighbours = 5;
  BOOST_TEST(
      std::isnan(value(made("morans_I", {}, {}, two), "morans_I", "FN1")));

  const auto near = neighbour_correlation(cells.points, cells.values);
  const Cohort found = made("nn_correlation");
  BOOST_TEST(found.numbers("cells_beside_border").front() ==
             static_cast<double>(5 - near.kept));
  BOOST_TEST(std::isnan(value(found, "nn_correlation", "KRT8")));
  BOOST_TEST(found.numbers("undefined_nn_correlation").front() >= 1);

  BOOST_TEST(value(made("gene_mean_bulk"), "gene_mean_bulk", "KRT8") ==
             ln_1p(2));
}

BOOST_AUTO_TEST_CASE(features_that_cannot_be_made_are_named) {
  BOOST_CHECK_EXCEPTION(
      made("morans_i"), Error,
      says("cell_features: no feature 'morans_i'; did you mean 'morans_I'?; "
           "there are proportion_raw, proportion_ratio, gene_mean_celltype, "
           "gene_prop_celltype, gene_cor_celltype, gene_mean_bulk, L_stats, "
           "celltype_interaction, morans_I, nn_correlation"));
  BOOST_CHECK_EXCEPTION(
      made("gene_mean_celltype"), Error,
      says("cell_features: gene_mean_celltype needs a list of genes, the input "
           "'genes', which variable_cell_genes makes; or leave "
           "gene_mean_celltype out of `features`"));
  BOOST_CHECK_EXCEPTION(
      made("gene_cor_celltype", {"FN1"}), Error,
      says("cell_features: gene_cor_celltype needs a list of genes, the input "
           "'correlation_genes', which variable_cell_genes makes; or leave "
           "gene_cor_celltype out of `features`"));
}

BOOST_AUTO_TEST_CASE(patients_are_joined_by_variable) {
  Cohort one{"x/S", {"x/P"}};
  one.clinical = {{"cells", std::vector<double>{5}},
                  {"site", std::vector<std::string>{"A"}}};
  one.measured = {{"nn_correlation", {"FN1", "KRT8"}, Matrix{{1.F, 2.F}}}};
  Cohort two{"x/R", {"x/Q", "x/O"}};
  two.clinical = {{"months", std::vector<double>{7, 8}},
                  {"cells", std::vector<double>{1, 2}}};
  two.measured = {
      {"L_stats", {"T->T"}, Matrix{{3.F}, {4.F}}},
      {"nn_correlation", {"KRT8", "LUM"}, Matrix{{5.F, 6.F}, {7.F, 8.F}}}};
  const Cohort found = joined_cohorts({one, two}, "x");
  BOOST_TEST(found.about == "x");
  BOOST_TEST(found.patients == (Names{"x/P", "x/Q", "x/O"}), tt::per_element());
  BOOST_TEST(found.numbers("cells") == (std::vector<double>{5, 1, 2}),
             tt::per_element());
  BOOST_TEST(std::isnan(found.numbers("months")[0]));
  BOOST_TEST(found.numbers("months")[2] == 8);
  BOOST_TEST(found.texts("site") == (Names{"A", "", ""}), tt::per_element());
  const MeasuredMatrix& near = found.matrix("nn_correlation");
  BOOST_TEST(near.variables == (Names{"FN1", "KRT8", "LUM"}),
             tt::per_element());
  BOOST_TEST(near.values(0, 1) == 2);
  BOOST_TEST(near.values(2, 1) == 7);
  BOOST_TEST(near.values(1, 2) == 6);
  BOOST_TEST(std::isnan(near.values(0, 2)));
  BOOST_TEST(std::isnan(near.values(2, 0)));
  BOOST_TEST(std::isnan(found.matrix("L_stats").values(0, 0)));
  BOOST_TEST(found.matrix("L_stats").values(2, 0) == 4);

  two.patients[1] = "x/P";
  BOOST_CHECK_EXCEPTION(joined_cohorts({one, two}, "x"), Error,
                        says("joined_features: patient 'x/P' is in two rows, "
                             "of x/S and of x/R; expected one row a patient"));
  two.patients[1] = "x/O";
  two.clinical[1].values = Names{"1", "2"};
  BOOST_CHECK_EXCEPTION(
      joined_cohorts({one, two}, "x"), Error,
      says("joined_features: column 'cells' of x/R holds other values than "
           "before, texts in one and numbers in the other"));
  BOOST_CHECK_EXCEPTION(
      joined_cohorts({}, "x"), Error,
      says("joined_features: no cohort is given, expected at least one"));
}

BOOST_AUTO_TEST_SUITE_END()
