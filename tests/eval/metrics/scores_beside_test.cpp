// What expression_scores scores beside correlation and error: a second truth,
// lists of genes, binned values, what is left given depth.
#include <boost/test/unit_test.hpp>
#include <string>

#include "core/eval/metrics/expression_scores.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

double only(const Scores& scores, std::string_view reading,
            std::string_view column) {
  return scores.column(reading, column)[0];
}

// Four nuclei of three genes, of which C is predicted as 0 everywhere.
struct Nuclei {
  Targets targets;
  Targets normalised;
  Predictions predictions;
  ScoredBeside beside;

  Nuclei() {
    targets.about = predictions.about = "s/A";
    targets.unit_kind = predictions.unit_kind = ObservedKind::nucleus;
    targets.names = {"1", "2", "3", "4"};
    targets.variables = predictions.variables = {"A", "B", "C"};
    targets.transform = "ln(1 + n)";
    targets.values = Matrix{
        {1.F, 0.F, 1.F}, {2.F, 1.F, 0.F}, {3.F, 0.F, 2.F}, {4.F, 1.F, 1.F}};
    predictions.predictor.name = "m";
    predictions.names = {"4", "3", "2", "1"};
    predictions.values = Matrix{
        {4.F, 0.F, 0.F}, {3.F, 1.F, 0.F}, {2.F, 0.F, 0.F}, {1.F, 1.F, 0.F}};
    normalised = targets;
    normalised.names = {"2", "1", "4", "3"};
    normalised.transform = "log2(1 + n / s)";
    normalised.values = Matrix{
        {1.F, 0.F, 1.F}, {2.F, 0.F, 2.F}, {1.F, 2.F, 0.F}, {2.F, 1.F, 0.F}};
  }
  Scores scored() const {
    ScoredBeside all = beside;
    all.normalised = &normalised;
    return expression_scores(predictions, targets, {}, all);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(scores_beside_test)

// Gene A: 1, 2, 3, 4 is predicted exactly; divided by size it is 2, 1, 2, 1 for
// the same nuclei, r = -1 / sqrt(5).
BOOST_AUTO_TEST_CASE(a_second_truth_is_a_reading_of_its_own) {
  const Scores scores = Nuclei().scored();
  BOOST_TEST(only(scores, "nuclei", "pearson") == 1, tt::tolerance(1e-12));
  BOOST_TEST(
      only(scores, "nuclei_normalised", "pearson") == -1 / std::sqrt(5.0),
      tt::tolerance(1e-12));
  BOOST_TEST(scores.places_in("nuclei_normalised") == 4);
  BOOST_TEST(scores.find("nuclei_normalised", "mae") == nullptr);
  BOOST_TEST(scores.find("nuclei_normalised", "rmse") == nullptr);
  BOOST_TEST(scores.find("nuclei", "rmse") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_second_truth_that_does_not_fit_is_refused) {
  Nuclei one;
  one.normalised.transform = one.targets.transform;
  BOOST_TEST(error_of([&] { one.scored(); }) ==
             "expression_scores: s/A: `normalised` is ln(1 + n), as the "
             "targets are; expected counts by size factors (ms.targets with "
             "scale_to = 0)");
  one = Nuclei();
  one.normalised.about = "s/B";
  BOOST_TEST(error_of([&] { one.scored(); }) ==
             "expression_scores: s/A: `normalised` is of 4 nuclei of s/B, the "
             "targets of 4 of s/A");
  one = Nuclei();
  one.targets.unit_kind = one.predictions.unit_kind = ObservedKind::spot;
  BOOST_TEST(error_of([&] { one.scored(); }) ==
             "expression_scores: s/A: `normalised` is the truth of a reading "
             "of nuclei; the targets are of spots");
}

// C is 0 everywhere, so has no r; of twelve values six are 0.
BOOST_AUTO_TEST_CASE(genes_that_a_mean_leaves_out_are_counted) {
  const Scores scores = Nuclei().scored();
  for (const char* reading : {"nuclei", "nuclei_normalised"}) {
    BOOST_TEST(only(scores, reading, "undefined_items") == 1);
    BOOST_TEST(only(scores, reading, "zero_items") == 1);
    BOOST_TEST(only(scores, reading, "zero_share") == 0.5);
  }
}

BOOST_AUTO_TEST_CASE(lists_narrow_a_metric_and_say_how_they_were_made) {
  Nuclei one;
  one.beside.lists = {{{"B", "A", "gone"}, "by hand", "svg20"}};
  const Scores scores = one.scored();
  BOOST_TEST(metric_value(scores, "nuclei", parse_metric("pearson.svg20")) == 0,
             tt::tolerance(1e-12));
  BOOST_TEST(scores.lists.at("svg20") == "by hand");
  BOOST_TEST(scores.facts.at("svg20_not_scored") == 1);
  const TempFolder folder;
  scores.write(folder / "scores");
  BOOST_TEST((Scores::read(folder / "scores").lists == scores.lists));
  one.beside.lists[0].name = "mine";
  BOOST_TEST(error_of([&] { one.scored(); }) ==
             "expression_scores: s/A: a list is called 'mine'; metrics are "
             "read over svg20, svg50, low_svg20, low_svg50, hvg20, hvg50");
  one.beside.lists = {{{"gone"}, "by hand", "svg20"}};
  BOOST_TEST(error_of([&] { one.scored(); }) ==
             "expression_scores: s/A: of the 1 genes of svg20 none is scored");
  one.beside.lists = {{{"A"}, "", "svg20"}, {{"B"}, "", "svg20"}};
  BOOST_TEST(error_of([&] { one.scored(); }) ==
             "expression_scores: s/A: two lists are called 'svg20'");
}

// Gene A is predicted exactly.
BOOST_AUTO_TEST_CASE(similarity_of_binned_values_is_scored_where_asked_for) {
  Nuclei one;
  BOOST_TEST(one.scored().find("nuclei", "binned_ssim") == nullptr);
  one.beside.binned_similarity = true;
  BOOST_TEST(only(one.scored(), "nuclei", "binned_ssim") == 1,
             tt::tolerance(1e-12));
}

// By numpy 2.3: lstsq on [1, ln(1 + depth)], then corrcoef of what is left.
BOOST_AUTO_TEST_CASE(depth_is_taken_out_where_that_is_asked_for) {
  Targets targets;
  Predictions predictions;
  targets.about = predictions.about = "s/A";
  targets.names = predictions.names = {"a", "b", "c", "d"};
  targets.variables = predictions.variables = {"G"};
  targets.values = Matrix{{1.F}, {2.F}, {4.F}, {3.F}};
  predictions.values = Matrix{{1.F}, {2.F}, {3.F}, {5.F}};
  predictions.predictor.name = "m";
  ScoredBeside beside;
  beside.given_depth = true;
  BOOST_CHECK_EXCEPTION(
      expression_scores(predictions, targets, {}, beside), Error,
      [](const Error& e) {
        return std::string(e.what()) ==
               "expression_scores: s/A: given_depth needs the counts of each "
               "spot, the targets have none";
      });
  targets.total_all = Eigen::VectorXd{{10, 40, 20, 80}};
  const Scores scores = expression_scores(predictions, targets, {}, beside);
  BOOST_TEST(
      only(scores, "tissue", "depth_partial_pearson") == 0.6925731442014592,
      tt::tolerance(1e-12));
  BOOST_TEST(expression_scores(predictions, targets)
                 .find("tissue", "depth_partial_pearson") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
