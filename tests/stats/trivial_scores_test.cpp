#include "core/stats/trivial_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(trivial_scores_test)

// The table of recipes/hist_loocv/METHOD.md 7.3, printed to three places.
BOOST_AUTO_TEST_CASE(mask_correlation_matches_the_table) {
  const double cv[] = {0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 1.5, 2.0};
  const double r[4][8] = {
      {0.993, 0.973, 0.941, 0.858, 0.723, 0.642, 0.487, 0.386},
      {0.990, 0.962, 0.921, 0.816, 0.662, 0.577, 0.426, 0.333},
      {0.984, 0.939, 0.877, 0.739, 0.565, 0.480, 0.343, 0.264},
      {0.953, 0.845, 0.725, 0.535, 0.368, 0.302, 0.206, 0.156}};
  const double p[] = {0.3, 0.5, 0.7, 0.9};
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 8; ++j) {
      BOOST_TEST(std::abs(mask_correlation(p[i], 2.0, 2.0 * cv[j]) - r[i][j]) <
                 6e-4);
    }
  }
}

// Four cells, two with tissue of 1 and 3: mean 2, sd 1, p = 1/2, so
// 1 / sqrt(1 + 0.25 / 0.5). By hand: offsets of (1, 1, 0, 0) are +-1/2, of
// (1, 3, 0, 0) are 0, 2, -1, -1: covariance 2, 2 / sqrt(1 * 6).
BOOST_AUTO_TEST_CASE(mask_correlation_matches_four_cells_by_hand) {
  BOOST_TEST(mask_correlation(0.5, 2.0, 1.0) == 2.0 / std::sqrt(6.0),
             tt::tolerance(1e-12));
  BOOST_TEST(mask_correlation(0.5, -2.0, 1.0) == -2.0 / std::sqrt(6.0),
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(no_mask_no_correlation) {
  BOOST_TEST(std::isnan(mask_correlation(1.0, 2.0, 1.0)));
  BOOST_TEST(std::isnan(mask_correlation(0.0, 2.0, 1.0)));
  BOOST_TEST(std::isnan(mask_correlation(0.5, 0.0, 0.0)));
}

// recipes/hist_loocv/METHOD.md 7.3: 0.96 to 0.98 is reached at CVs of 0.11 to
// 0.24 for tissue fractions 0.3 to 0.7.
BOOST_AUTO_TEST_CASE(the_cv_at_which_a_mask_suffices_inverts_the_identity) {
  BOOST_TEST(std::abs(mask_reaches_up_to_cv(0.7, 0.98) - 0.111) < 1e-3);
  BOOST_TEST(std::abs(mask_reaches_up_to_cv(0.3, 0.96) - 0.244) < 1e-3);
  BOOST_TEST(error_of([] { mask_reaches_up_to_cv(0.5, 0.0); }) ==
             "mask_reaches_up_to_cv: r is 0; it lies above 0 and is at most 1");
}

// recipes/hist_tumour/METHOD.md 3.2: 0.81 and 0.94. By hand, 10 cells of which
// 5 are tissue and 2 of the class: of 2 x 8 pairs 10 are right and 6 tied,
// 13/16.
BOOST_AUTO_TEST_CASE(a_mask_ranks_background_below_all_tissue) {
  BOOST_TEST(mask_auc(0.5, 0.2) == 13.0 / 16.0, tt::tolerance(1e-12));
  BOOST_TEST(std::abs(mask_auc(0.2, 0.1) - 0.94) < 5e-3);
  BOOST_TEST(mask_auc_reaches_from_class_share(0.5, 13.0 / 16.0) == 0.2,
             tt::tolerance(1e-12));
  BOOST_TEST(mask_auc_reaches_from_class_share(0.2, 0.8) == 0);
  BOOST_TEST(error_of([] { mask_auc(0.2, 0.3); }) ==
             "mask_auc: the class has a share of 0.3, the tissue of 0.2; "
             "expected the class within the tissue, and cells outside of it");
  BOOST_TEST(error_of([] { mask_auc_reaches_from_class_share(0.2, 0.5); }) ==
             "mask_auc_reaches_from_class_share: the area is 0.5; it lies "
             "between 0.5 and 1");
}

// Largest of two normals: 1 / sqrt(pi); of three: 3 / (2 sqrt(pi)).
BOOST_AUTO_TEST_CASE(expected_maximum_matches_closed_forms) {
  const double pi = std::acos(-1.0);
  BOOST_TEST(std::abs(expected_maximum(1, 0.25, 3.0) - 0.25) < 1e-12);
  BOOST_TEST(expected_maximum(2, 0.0, 1.0) == 1.0 / std::sqrt(pi),
             tt::tolerance(1e-9));
  BOOST_TEST(expected_maximum(3, 1.0, 2.0) == 1.0 + 3.0 / std::sqrt(pi),
             tt::tolerance(1e-9));
}

// recipes/hist_loocv/METHOD.md 8.2, measured: 0.59, 0.65, 0.68 for 5, 20, 50
// epochs of random risks; a spread of 0.08 around 0.5 gives them.
BOOST_AUTO_TEST_CASE(expected_maximum_explains_the_concordance_by_chance) {
  BOOST_TEST(std::abs(expected_maximum(5, 0.5, 0.08) - 0.59) < 6e-3);
  BOOST_TEST(std::abs(expected_maximum(20, 0.5, 0.08) - 0.65) < 6e-3);
  BOOST_TEST(std::abs(expected_maximum(50, 0.5, 0.08) - 0.68) < 6e-3);
}

// Means of the largest of standard normal draws: 0.5642 of 2, 0.8463 of 3 (as
// above); 1.4850 of 9, 1.5388 of 10 (Harter 1961, Biometrika 48, table 1).
BOOST_AUTO_TEST_CASE(the_fewest_draws_that_reach_a_number_are_found) {
  BOOST_TEST(draws_that_reach(-1, 0, 1) == 1);
  BOOST_TEST(draws_that_reach(0, 0, 1) == 1);
  BOOST_TEST(draws_that_reach(0.56, 0, 1) == 2);
  BOOST_TEST(draws_that_reach(0.57, 0, 1) == 3);
  BOOST_TEST(draws_that_reach(1.48, 0, 1) == 9);
  BOOST_TEST(draws_that_reach(3.5, 2, 1) == 10);
  BOOST_TEST(draws_that_reach(9, 0, 1) == 0);
  BOOST_TEST(error_of([] { draws_that_reach(1, 0, 0); }) ==
             "draws_that_reach: the spread is 0; it lies above 0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
