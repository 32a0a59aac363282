#include "core/data/prepare/marker_score.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

Predictions predictions() {
  Predictions out;
  out.about = "x/1";
  out.names = {"a", "b", "c", "d"};
  out.variables = {"ERBB2", "KRT8", "GAPDH", "EPCAM"};
  out.values = Matrix{{1, 0, 9, 5}, {1, 4, 8, 5}, {3, 0, 7, 5}, {3, 4, 6, 5}};
  out.predictor.name = "m";
  return out;
}

Dataset dataset() {
  Dataset out;
  out.section = "x/1";
  out.spots = {"d", "a", "b", "c"};
  out.array_xy.resize(4, 2);
  out.array_xy << 0, 0, 1, 0, 2, 0, 3, 0;
  out.pixel_xy.resize(4, 2);
  out.pixel_xy << 10, 5, 20, 5, 30, 5, 40, 5;
  out.counts.rows = 4;
  out.counts.row_starts.assign(5, 0);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(marker_score_test)

// ERBB2 and KRT8 are z-scores of 1 and -1; EPCAM is constant.
BOOST_AUTO_TEST_CASE(the_score_is_the_mean_of_z_scores_of_markers) {
  const Predictions out = marker_score(
      predictions(), {"KRT8", "EPCAM", "ERBB2", "KRT18"}, "cancer");
  BOOST_TEST(out.variables.at(0) == "cancer");
  BOOST_TEST(out.variable_axis == "class");
  BOOST_TEST(out.predictor.name == "m");
  BOOST_REQUIRE(out.values.cols() == 1);
  BOOST_TEST(out.values(0, 0) == -1.F);
  BOOST_TEST(out.values(1, 0) == 0.F);
  BOOST_TEST(out.values(2, 0) == 0.F);
  BOOST_TEST(out.values(3, 0) == 1.F);
  BOOST_TEST(
      error_of([] { marker_score(predictions(), {"MS4A1", "CD79A"}, "B"); }) ==
      "marker_score: x/1: none of MS4A1, CD79A is among the 4 genes "
      "predicted");
  BOOST_TEST(error_of([] { marker_score(predictions(), {"EPCAM"}, "c"); }) ==
             "marker_score: x/1: all of the 1 markers predicted are constant");
}

// Of four the half is d (1) and the first of b and c (0).
BOOST_AUTO_TEST_CASE(spots_of_the_highest_score_stay_with_their_places) {
  const Predictions score = marker_score(predictions(), {"ERBB2", "KRT8"}, "c");
  const Dataset top = top_spots(dataset(), score, 0.5);
  BOOST_TEST(top.spots == (std::vector<std::string>{"d", "b"}),
             tt::per_element());
  BOOST_TEST(top.pixel_xy(1, 0) == 30);
  BOOST_TEST(top.left_out.back().first == "not among 0.5 of highest score");
  BOOST_TEST(top.left_out.back().second == 2);
  BOOST_TEST(top_spots(dataset(), score, 0.05).spots.at(0) == "d");
  // Of all nothing is left out, and nothing is said to be.
  BOOST_TEST(top_spots(dataset(), score, 1).left_out.size() ==
             dataset().left_out.size());
  BOOST_TEST(error_of([] { top_spots(dataset(), predictions(), 0.5); }) ==
             "top_spots: 4 variables of x/1, expected one score");
}

// d and b by score 4 and 3; the class is the score's.
BOOST_AUTO_TEST_CASE(the_highest_scores_are_a_class) {
  Predictions score = predictions();
  score.variables = {"nervous"};
  score.values = Matrix{{1.F}, {3.F}, {2.F}, {4.F}};
  const Targets half = top_targets(score, 0.5);
  BOOST_TEST(half.variable_axis == "class");
  BOOST_TEST(half.variables.at(0) == "nervous");
  BOOST_TEST(half.names == score.names, tt::per_element());
  BOOST_TEST((half.values == Matrix{{0.F}, {1.F}, {0.F}, {1.F}}));
  BOOST_TEST(half.transform == "1: 0.5 of highest score by m; 0: the others");
  BOOST_TEST(error_of([] { top_targets(predictions(), 0.5); }) ==
             "top_targets: 4 variables of x/1, expected one score");
}

BOOST_AUTO_TEST_SUITE_END()
