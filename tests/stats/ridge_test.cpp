#include "core/stats/ridge.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"

namespace moonstain {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(ridge_test)

// x = -1, 0, 1 has deviation s = sqrt(2/3), so X'X = 3 and X'y = 4 / s for
// y = 1, 2, 5 (centred -5/3, -2/3, 7/3). With alpha = 1, w = (4 / s) / 4, and
// at x = 1 the prediction is 8/3 + w / s = 8/3 + 1.5.
BOOST_AUTO_TEST_CASE(one_feature_matches_the_value_worked_by_hand) {
  const Matrix x{{-1.F}, {0.F}, {1.F}};
  const Matrix y{{1.F}, {2.F}, {5.F}};
  const Ridge ridge = fit_ridge(x, y, 1.0);
  const double s = std::sqrt(2.0 / 3.0);
  BOOST_TEST(ridge.weights(0, 0) == 1.0 / s, tt::tolerance(1e-8));
  BOOST_TEST(ridge.target_mean[0] == 8.0 / 3.0, tt::tolerance(1e-12));
  BOOST_TEST(ridge.predict(x)(2, 0) == 8.F / 3.F + 1.5F, tt::tolerance(1e-6F));
}

// Two orthogonal features, both with deviation 1: each is shrunk by
// 4 / (4 + alpha) on its own; the second target does not touch the first.
BOOST_AUTO_TEST_CASE(orthogonal_features_shrink_apart) {
  const Matrix x{{-1.F, -1.F}, {-1.F, 1.F}, {1.F, -1.F}, {1.F, 1.F}};
  Matrix y(4, 2);
  y.col(0) = 3.F * x.col(0) + 2.F * x.col(1);
  y.col(1) = -1.F * x.col(1);
  const Ridge ridge = fit_ridge(x, y, 4.0);
  const MatrixD expected{{1.5, 0.0}, {1.0, -0.5}};
  BOOST_TEST((ridge.weights - expected).cwiseAbs().maxCoeff() < 1e-8);
}

// A constant feature has deviation 0: the 1e-9 keeps it at zero weight.
BOOST_AUTO_TEST_CASE(constant_feature_has_no_weight) {
  const Matrix x{{7.F, -1.F}, {7.F, 0.F}, {7.F, 1.F}};
  const Matrix y{{1.F}, {2.F}, {5.F}};
  const Ridge ridge = fit_ridge(x, y, 1.0);
  BOOST_TEST(ridge.weights(0, 0) == 0.0);
}

// A target that is constant in each group has no correlation at any penalty.
BOOST_AUTO_TEST_CASE(undefined_scores_go_to_the_larger_penalty) {
  const Matrix x{{0.F}, {1.F}, {2.F}};
  const Matrix flat = Matrix::Ones(3, 1);
  const AlphaChoice choice =
      choose_alpha({{x, flat}, {x, flat}}, {1.0, 100.0, 10.0});
  BOOST_TEST(choice.alpha == 100.0);
  BOOST_TEST(std::isnan(choice.scores[0]));
}

// One group rises where the other falls: each predicts the other's opposite.
BOOST_AUTO_TEST_CASE(a_group_left_out_is_scored_by_the_others) {
  const Matrix x1{{0.F}, {1.F}, {2.F}};
  const Matrix rising{{0.F}, {1.F}, {2.F}};
  const Matrix falling{{2.F}, {1.F}, {0.F}};
  const AlphaChoice choice = choose_alpha({{x1, rising}, {x1, falling}}, {1.0});
  BOOST_TEST(choice.scores[0] == -1.0, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  BOOST_CHECK_EXCEPTION(
      fit_ridge(Matrix::Zero(3, 1), Matrix::Zero(2, 1), 1.0), Error,
      [](const Error& e) {
        return std::string(e.what()) ==
               "fit_ridge: 3 rows of features, 2 rows of targets; both must "
               "be the same spots";
      });
  BOOST_CHECK_EXCEPTION(fit_ridge(Matrix::Zero(3, 1), Matrix::Zero(3, 1), 0.0),
                        Error, [](const Error& e) {
                          return std::string(e.what()) ==
                                 "fit_ridge: alpha is 0; it must be above 0";
                        });
  const Ridge ridge = fit_ridge(Matrix::Zero(3, 2), Matrix::Zero(3, 1), 1.0);
  BOOST_CHECK_EXCEPTION(ridge.predict(Matrix::Zero(3, 4)), Error,
                        [](const Error& e) {
                          return std::string(e.what()) ==
                                 "ridge: fitted on 2 features, asked to "
                                 "predict from 4";
                        });
  const Matrix x{{0.F}, {1.F}};
  BOOST_CHECK_EXCEPTION(choose_alpha({{x, x}}, {1.0}), Error,
                        [](const Error& e) {
                          return std::string(e.what()) ==
                                 "choose_alpha: got 1 training section(s); "
                                 "leaving one out needs at least 2";
                        });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
