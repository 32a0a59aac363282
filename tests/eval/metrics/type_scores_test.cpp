#include "core/eval/metrics/type_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

Predictions cells(const std::vector<std::string>& names) {
  Predictions made;
  made.about = "x/1#r2c1of2x1";
  made.unit_kind = ObservedKind::nucleus;
  made.predictor.name = "m";
  made.names = names;
  return made;
}

// Measured a a b b - -, called a b b b c c in another order; the dashes have no
// type.
CellTypes measured() {
  return {"x/1#r2c1of2x1",
          "by hand",
          {"1", "2", "3", "4", "5", "6"},
          {"a", "b"},
          {0, 0, 1, 1, -1, -1}};
}
CellTypes called() {
  return {"x/1#r2c1of2x1",
          "by hand",
          {"6", "5", "4", "3", "2", "1"},
          {"b", "c", "a"},
          {1, 1, 0, 0, 0, 2}};
}

double of(const Scores& scores, const char* name) {
  return scores.column("nuclei", name)[0];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(type_scores_test)

// Three of six are equal. F1: a 2/3, b 4/5, c 0, unassigned 0. Shares a, b, c,
// unassigned: measured 2 2 0 2 of 6, called 1 3 2 0.
BOOST_AUTO_TEST_CASE(labels_are_compared_cell_by_cell) {
  const Scores scores =
      type_scores(cells({"1", "2", "3", "4", "5", "6"}), called(), measured());
  BOOST_TEST(of(scores, "type_accuracy") == 0.5);
  BOOST_TEST(of(scores, "macro_f1") == (2.0 / 3 + 4.0 / 5) / 4,
             tt::tolerance(1e-12));
  BOOST_TEST(
      of(scores, "composition_rmse") == std::sqrt((1 + 1 + 4 + 4) / 36.0 / 4),
      tt::tolerance(1e-12));
  // Offsets 0.5 0.5 -1.5 0.5 and -0.5 1.5 0.5 -1.5: -1 / sqrt(3 * 5).
  BOOST_TEST(of(scores, "composition_pearson") == -1 / std::sqrt(15.0),
             tt::tolerance(1e-12));
  BOOST_TEST(
      scores.items == (std::vector<std::string>{"a", "b", "c", "unassigned"}),
      tt::per_element());
  const Eigen::VectorXd& f1 = scores.column("nuclei", "f1");
  BOOST_TEST(f1[1] == 0.8, tt::tolerance(1e-12));
  BOOST_TEST(f1[2] == 0);
  BOOST_TEST((scores.unit_kind == ScoredUnit::block));
  BOOST_TEST(scores.predictor.name == "m");
}

// Of cells 1 and 2 alone, both measured a and called a and b.
BOOST_AUTO_TEST_CASE(only_cells_that_were_predicted_count) {
  const Scores scores = type_scores(cells({"1", "2"}), called(), measured());
  BOOST_TEST(of(scores, "type_accuracy") == 0.5);
  BOOST_TEST(scores.items.size() == 4U);
  BOOST_TEST(std::isnan(scores.column("nuclei", "f1")[2]));
}

BOOST_AUTO_TEST_CASE(one_type_on_both_sides_has_no_correlation) {
  const Scores scores = type_scores(cells({"3", "4"}), called(), measured());
  BOOST_TEST(of(scores, "type_accuracy") == 1);
  BOOST_TEST(of(scores, "macro_f1") == 1);
  BOOST_TEST(std::isnan(of(scores, "composition_pearson")));
}

BOOST_AUTO_TEST_CASE(types_that_do_not_fit_are_refused) {
  CellTypes other = called();
  other.section = "x/2";
  BOOST_TEST(
      error_of([&] { type_scores(cells({"1", "2"}), other, measured()); }) ==
      "type_scores: x/1#r2c1of2x1: predictions of x/1#r2c1of2x1, types called "
      "in x/2 and measured in x/1#r2c1of2x1; expected one section");
  BOOST_TEST(
      error_of([&] { type_scores(cells({"1"}), called(), measured()); }) ==
      "type_scores: x/1#r2c1of2x1: 1 cell; a score needs at least 2");
  BOOST_TEST(
      error_of([&] { type_scores(cells({"1", "9"}), called(), measured()); }) ==
      "type_scores: x/1#r2c1of2x1: types of x/1#r2c1of2x1: no cell '9' "
      "(6 given, as '1')");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
