#include "core/eval/metrics/slide_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;
constexpr float kGap = std::numeric_limits<float>::quiet_NaN();

// Five made-up cases: gene A is predicted as measured, B in another order, C
// and E are on one side only, D has a gap.
constexpr float kPredictedB[] = {1, 4, 2, 5, 3};
constexpr float kMeasuredB[] = {2, 4, 3, 9, 1};

std::vector<Predictions> slides(int count = 5) {
  std::vector<Predictions> out;
  for (int i = 0; i < count; ++i) {
    Predictions slide;
    slide.about = concat("synthetic/slide", i);
    slide.unit_kind = ObservedKind::patient;
    slide.names = {concat("synthetic/P", i)};
    slide.variables = {"A", "B", "C", "D"};
    const float b = i < 5 ? kPredictedB[i] : 0;
    slide.values = Matrix{{static_cast<float>(i), b, 7.F, 1.F}};
    slide.predictor.name = "m";
    out.push_back(slide);
  }
  return out;
}

// The patients in another order, and one without a slide.
Cohort cohort() {
  Cohort out;
  out.about = "synthetic/cohort";
  out.patients = {"P4", "P3", "P2", "P1", "P0", "P9"};
  out.clinical = {
      {"her2", std::vector<std::string>{"Positive", "Positive", "Negative",
                                        "Equivocal", "Negative", "Positive"}}};
  MeasuredMatrix rna{"rna", {"B", "D", "A", "E"}, Matrix(6, 4)};
  for (Eigen::Index row = 0; row < 6; ++row) {
    const auto i = 4 - row;
    rna.values.row(row) << (row < 5 ? kMeasuredB[i] : 0.F),
        (row == 1 ? kGap : 1.F), static_cast<float>(2 * i), 5.F;
  }
  out.measured = {rna};
  return out;
}

double of(const Scores& scores, const std::string& column, Eigen::Index item) {
  return scores.column("patients", column)[item];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_scores_test)

// B with scipy.stats: pearsonr 0.7615096, spearmanr 0.7.
BOOST_AUTO_TEST_CASE(genes_of_both_are_compared_over_cases_of_both) {
  const Scores scores = slide_scores(slides(), cohort(), {.permutations = 0});
  BOOST_TEST(scores.items == (std::vector<std::string>{"A", "B"}),
             tt::per_element());
  BOOST_TEST((scores.unit_kind == ScoredUnit::cohort));
  BOOST_TEST(scores.unit == "synthetic/cohort");
  BOOST_TEST(scores.places.at(0).second == 5);
  BOOST_TEST(of(scores, "pearson", 0) == 1, tt::tolerance(1e-12));
  BOOST_TEST(of(scores, "pearson", 1) == 0.7615096238502144,
             tt::tolerance(1e-9));
  BOOST_TEST(of(scores, "spearman", 1) == 0.7, tt::tolerance(1e-12));
  BOOST_TEST(scores.facts.at("cases") == 5);
  BOOST_TEST(scores.facts.at("cases_without_measurement") == 0);
  BOOST_TEST(scores.facts.at("genes_not_measured") == 1);
  BOOST_TEST(scores.facts.at("genes_not_predicted") == 1);
  BOOST_TEST(scores.facts.at("genes_with_gaps") == 1);
  BOOST_TEST(!scores.facts.contains("p_median_pearson"));
}

// P9 has no row in the matrix, P7 none in the cohort.
BOOST_AUTO_TEST_CASE(slides_without_a_measurement_are_counted) {
  Cohort some = cohort();
  some.measured[0].values.row(5).setConstant(kGap);
  std::vector<Predictions> more = slides(7);
  more[5].names = {"synthetic/P9"};
  more[6].names = {"synthetic/P7"};
  const Scores scores = slide_scores(more, some, {.permutations = 0});
  BOOST_TEST(scores.facts.at("cases") == 5);
  BOOST_TEST(scores.facts.at("cases_without_measurement") == 2);
  BOOST_TEST(of(scores, "pearson", 0) == 1, tt::tolerance(1e-12));
}

// Of B the cases P3 and P4 are positive with 5 and 3, P0 and P2 negative with 1
// and 2: all four pairs are in order. Of A likewise.
BOOST_AUTO_TEST_CASE(a_status_gives_an_area_under_the_curve) {
  SlideScoresOptions options;
  options.permutations = 0;
  options.status_genes = {"B"};
  options.status_columns = {"her2"};
  const Scores scores = slide_scores(slides(), cohort(), options);
  BOOST_TEST(std::isnan(of(scores, "auc", 0)));
  BOOST_TEST(of(scores, "auc", 1) == 1);
  BOOST_TEST(scores.facts.at("auc_B") == 1);
  options.positive = {"Negative"};
  options.negative = {"Positive"};
  BOOST_TEST(of(slide_scores(slides(), cohort(), options), "auc", 1) == 0);
}

// Of the 6 orders of three cases one has A's r of 1; with P3 and P4 positive and
// P2 negative the area is 1 in two of them.
BOOST_AUTO_TEST_CASE(chance_is_what_permuted_cases_give) {
  std::vector<Predictions> three = slides();
  three.erase(three.begin(), three.begin() + 2);
  SlideScoresOptions options;
  options.permutations = 2000;
  options.listed = {"A", "ZZZ"};
  options.status_genes = {"A"};
  options.status_columns = {"her2"};
  const Scores scores = slide_scores(three, cohort(), options);
  BOOST_TEST(scores.facts.at("permutations") == 2000);
  BOOST_TEST(scores.facts.at("pearson_A") == 1, tt::tolerance(1e-12));
  BOOST_TEST(std::fabs(scores.facts.at("p_pearson_A") - 1.0 / 6) < 0.03);
  BOOST_TEST(std::fabs(scores.facts.at("permuted_pearson_A")) < 0.06);
  BOOST_TEST(std::fabs(scores.facts.at("p_auc_A") - 1.0 / 3) < 0.04);
  BOOST_TEST(std::fabs(scores.facts.at("permuted_auc_A") - 0.5) < 0.04);
  BOOST_TEST(!scores.facts.contains("pearson_ZZZ"));
  options.seed = 1;
  BOOST_TEST(slide_scores(three, cohort(), options).facts.at("p_pearson_A") !=
             scores.facts.at("p_pearson_A"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_named) {
  const auto error = [](const auto& change, const SlideScoresOptions& options) {
    std::vector<Predictions> given = slides();
    change(given);
    return error_of([&] { slide_scores(given, cohort(), options); });
  };
  const auto as_it_is = [](auto&) {};
  BOOST_TEST(error([](auto& s) { s.clear(); }, {}) ==
             "slide_scores: no slide is given");
  BOOST_TEST(error([](auto& s) { s[1].names = s[0].names; }, {}) ==
             "slide_scores: patient synthetic/P0 has two slides, the second "
             "synthetic/slide1; expected one slide a case");
  BOOST_TEST(error([](auto& s) { s[1].predictor.seed = 3; }, {}) ==
             "slide_scores: synthetic/slide1 is by m, seed 3, synthetic/slide0 "
             "by m, seed 0; scores are of one predictor");
  BOOST_TEST(
      error([](auto& s) { s[1].variables = {"A", "B", "D", "C"}; }, {}) ==
      "slide_scores: synthetic/slide1 has 4 genes, synthetic/slide0 4, "
      "or in another order; expected the same");
  BOOST_TEST(
      error([](auto& s) { s[1].unit_kind = ObservedKind::spot; }, {}) ==
      "slide_scores: the values of synthetic/slide1 are of 1 spot, expected "
      "one patient's, as `slide_values` makes them");
  BOOST_TEST(error([](auto& s) { s.resize(2); }, {}) ==
             "slide_scores: of 2 slides 2 are of patients that 'rna' of cohort "
             "synthetic/cohort has, as synthetic/P0 and P4; at least 3 are "
             "needed");
  BOOST_TEST(error(
                 [](auto& s) {
                   for (auto& slide : s) slide.variables = {"W", "X", "Y", "Z"};
                 },
                 {}) ==
             "slide_scores: of 4 predicted genes, as W, 'rna' of cohort "
             "synthetic/cohort has none for all cases (4 genes, as B)");
  SlideScoresOptions unlike;
  unlike.status_genes = {"A"};
  BOOST_TEST(error(as_it_is, unlike) ==
             "slide_scores: 1 status_genes and 0 status_columns; each gene has "
             "the column of its status");
  unlike.status_genes = {"C"};
  unlike.status_columns = {"her2"};
  BOOST_TEST(error(as_it_is, unlike) ==
             "slide_scores: status gene C is not among the genes that are "
             "predicted and measured");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
