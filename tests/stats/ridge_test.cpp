#include "core/stats/ridge.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// Four features and three genes that follow them, and noise.
RidgeRows random_rows(Eigen::Index count, double shift) {
  RandomStream random(count, "ridge_test", "rows");
  RidgeRows rows{Matrix(count, 4), Matrix(count, 3)};
  for (Eigen::Index row = 0; row < count; ++row) {
    for (Eigen::Index i = 0; i < 4; ++i) {
      rows.features(row, i) = static_cast<float>(shift + random.normal());
    }
    for (Eigen::Index gene = 0; gene < 3; ++gene) {
      rows.targets(row, gene) =
          static_cast<float>(rows.features(row, gene) + 0.5 * random.normal());
    }
  }
  return rows;
}

}  // namespace

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

// X'y is 4 times ((3, 1), (1, 3)), whose directions are (1, 1) and (1, -1): the
// full weights ((1.5, 0.5), (0.5, 1.5)) along the first are all 1. A third gene
// that follows nothing leaves more genes than features, and keeps 0.
BOOST_AUTO_TEST_CASE(a_map_of_rank_one_keeps_the_direction_genes_share) {
  const Matrix x{{-1.F, -1.F}, {-1.F, 1.F}, {1.F, -1.F}, {1.F, 1.F}};
  Matrix y = Matrix::Zero(4, 3);
  y.col(0) = 3.F * x.col(0) + x.col(1);
  y.col(1) = x.col(0) + 3.F * x.col(1);
  for (const Eigen::Index genes : {2, 3}) {
    const Matrix of = y.leftCols(genes);
    const RidgeMoments moments =
        moments_of({1, [&](std::size_t) { return RidgeRows{x, of}; }});
    const std::vector<Ridge> ridges = moments.fit(4.0, {1, 0, 2});
    MatrixD expected = MatrixD::Zero(2, genes);
    expected.leftCols(2).setOnes();
    BOOST_TEST((ridges[0].weights - expected).cwiseAbs().maxCoeff() < 1e-12);
    BOOST_TEST(ridges[0].rank == 1);
    // Two features have no more than two directions.
    for (const std::size_t full : {1, 2}) {
      BOOST_TEST((ridges[full].weights == moments.fit(4.0).weights));
      BOOST_TEST(ridges[full].rank == 0);
    }
    BOOST_TEST(error_of([&] { moments.fit(4.0, {-1}); }) ==
               "ridge: a rank is -1; it must be at least 1, or 0 for no bound");
  }
}

// Features x = (-1, -1, 1, 1), y = (-1, 1, -1, 1) and x again: X'X has 8 along
// (1, 0, 1) / sqrt 2, 4 along y and 0 along the rest. Of the gene 3 x + y, with
// X'y = (12, 4, 12), the first component keeps 24 / sqrt 2 / (8 + 4), 1 on each
// copy of x; the second adds 4 / (4 + 4) of y, the third nothing.
BOOST_AUTO_TEST_CASE(components_are_directions_of_most_variance) {
  Matrix x{
      {-1.F, -1.F, 0.F}, {-1.F, 1.F, 0.F}, {1.F, -1.F, 0.F}, {1.F, 1.F, 0.F}};
  x.col(2) = x.col(0);
  const Matrix y = 3.F * x.col(0) + x.col(1);
  const RidgeMoments moments =
      moments_of({1, [&](std::size_t) { return RidgeRows{x, y}; }});
  const auto near = [](const Ridge& ridge, const MatrixD& expected) {
    BOOST_TEST((ridge.weights - expected).cwiseAbs().maxCoeff() < 1e-12);
  };
  near(moments.fit_components(4.0, 1), MatrixD{{1.0}, {0.0}, {1.0}});
  near(moments.fit_components(4.0, 2), MatrixD{{1.0}, {0.5}, {1.0}});
  BOOST_TEST(moments.fit_components(4.0, 2).components == 2);
  // No fewer than the features: the ridge itself.
  near(moments.fit_components(4.0, 256), moments.fit(4.0).weights);
  BOOST_TEST(moments.fit_components(4.0, 256).components == 3);
  BOOST_TEST(error_of([&] { moments.fit_components(4.0, 0); }) ==
             "ridge: 0 components are asked for; there is at least 1");
}

// Sums about an origin 1e5 deviations away lose 10 of 16 digits: the values
// are those of the first case, shifted.
BOOST_AUTO_TEST_CASE(sums_are_taken_near_the_data) {
  const Matrix x{{65535.F}, {65536.F}, {65537.F}};
  const Matrix y{{1.F}, {2.F}, {5.F}};
  BOOST_TEST(fit_ridge(x, y, 1.0).weights(0, 0) == 1.0 / std::sqrt(2.0 / 3.0),
             tt::tolerance(1e-12));
}

// Two sections in two blocks of rows each, added, are the regression on all
// rows; one taken from both is the regression on the other.
BOOST_AUTO_TEST_CASE(moments_add_up_and_are_taken_off) {
  const RidgeRows a = random_rows(300, 0.0);
  const RidgeRows b = random_rows(270, 2.0);
  RidgeRows both{Matrix(570, 4), Matrix(570, 3)};
  both.features << a.features, b.features;
  both.targets << a.targets, b.targets;
  const RidgeMoments all =
      moments_of({2, [&](std::size_t i) { return i == 0 ? a : b; }});
  BOOST_TEST(all.rows() == 570);
  const auto near = [](const Ridge& found, const Ridge& expected) {
    BOOST_TEST(found.rows == expected.rows);
    BOOST_TEST((found.weights - expected.weights).cwiseAbs().maxCoeff() <
               1e-11);
    BOOST_TEST(
        (found.feature_mean - expected.feature_mean).cwiseAbs().maxCoeff() <
        1e-11);
    BOOST_TEST(
        (found.target_mean - expected.target_mean).cwiseAbs().maxCoeff() <
        1e-11);
  };
  near(all.fit(7.0), fit_ridge(both.features, both.targets, 7.0));
  RidgeMoments of_b = all.without_rows();
  of_b.add(b.features, b.targets);
  near(all.without(of_b).fit(7.0), fit_ridge(a.features, a.targets, 7.0));
}

// Caches of 16 KiB, as if on another CPU: unfixed, 600 features have other
// last bits.
BOOST_AUTO_TEST_CASE(bytes_do_not_depend_on_the_caches_of_the_cpu) {
  std::srand(1);
  const Matrix x = Matrix::Random(600, 600);
  const Matrix y = Matrix::Random(600, 20);
  const Ridge here = fit_ridge(x, y, 10.0);
  const Matrix predicted = here.predict(x);
  Eigen::setCpuCacheSizes(16 << 10, 128 << 10, 2 << 20);
  const Ridge there = fit_ridge(x, y, 10.0);
  BOOST_TEST((there.weights == here.weights));
  Eigen::setCpuCacheSizes(16 << 10, 128 << 10, 2 << 20);
  BOOST_TEST((there.predict(x) == predicted));
}

// Constant, constant but for rounding, and all but dead beside the second
// feature of deviation 0.8.
BOOST_AUTO_TEST_CASE(features_that_hardly_vary_have_no_weight) {
  const Matrix x{{7.F, -1.F, 1.F, 0.F},
                 {7.F, 0.F, 1.000001F, 0.F},
                 {7.F, 1.F, 1.000002F, 1e-7F}};
  const Matrix y{{1.F}, {2.F}, {5.F}};
  const Ridge ridge = fit_ridge(x, y, 1.0);
  for (const Eigen::Index feature : {0, 2, 3}) {
    BOOST_TEST(ridge.weights(feature, 0) == 0.0);
    BOOST_TEST(ridge.feature_scale[feature] == 0.0);
  }
  BOOST_TEST(ridge.weights(1, 0) == 1.0 / std::sqrt(2.0 / 3.0),
             tt::tolerance(1e-12));
  // Values that the training never saw change nothing there.
  const Matrix far{{1e6F, 1.F, -50.F, 300.F}};
  BOOST_TEST(ridge.predict(far)(0, 0) == 8.F / 3.F + 1.5F,
             tt::tolerance(1e-6F));
}

// 101 rows, one of which has the feature at 1/1000: deviation 1e-4, above the
// floor. At 1 a line would be 10,000 deviations out; no further than the one
// training row, sqrt(100) deviations, is it followed.
BOOST_AUTO_TEST_CASE(a_feature_beyond_all_training_rows_is_cut) {
  Matrix x = Matrix::Zero(101, 1);
  x(0, 0) = 0.001F;
  Matrix y = Matrix::Zero(101, 1);
  y(0, 0) = 3.F;
  const Ridge ridge = fit_ridge(x, y, 1.0);
  BOOST_TEST(ridge.feature_scale[0] > 0.0);
  const Matrix asked{{0.001F}, {1.F}, {-1.F}};
  const Matrix predicted = ridge.predict(asked);
  BOOST_TEST(predicted(1, 0) == predicted(0, 0), tt::tolerance(1e-6F));
  BOOST_TEST(std::abs(predicted(2, 0)) < 3.F);
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  BOOST_TEST(error_of([] {
               fit_ridge(Matrix::Zero(3, 1), Matrix::Zero(2, 1), 1.0);
             }) ==
             "ridge: 3 rows of features, 2 rows of targets; both must "
             "be the same spots");
  BOOST_TEST(error_of([] {
               fit_ridge(Matrix::Zero(3, 1), Matrix::Zero(3, 1), 0.0);
             }) == "ridge: alpha is 0; it must be above 0");
  BOOST_TEST(error_of([] {
               fit_ridge(Matrix::Zero(1, 1), Matrix::Zero(1, 1), 1.0);
             }) == "ridge: got 1 row(s); a fit needs at least 2");
  BOOST_TEST(error_of([] {
               fit_ridge(Matrix::Constant(
                             2, 1, std::numeric_limits<float>::quiet_NaN()),
                         Matrix::Zero(2, 1), 1.0);
             }) == "ridge: a feature is NaN or infinite");
  const Ridge ridge = fit_ridge(Matrix::Zero(3, 2), Matrix::Zero(3, 1), 1.0);
  BOOST_TEST(error_of([&] { ridge.predict(Matrix::Zero(3, 4)); }) ==
             "ridge: fitted on 2 features, asked to predict from 4");
  BOOST_TEST(error_of([] { Ridge().predict(Matrix(3, 0)); }) ==
             "ridge: fitted on 0 row(s); a fit needs at least 2");
  BOOST_TEST(error_of([] { moments_of({}); }) == "ridge: no training sections");
  BOOST_TEST(error_of([] {
               moments_of({2, [](std::size_t i) {
                             const auto features =
                                 static_cast<Eigen::Index>(i + 1);
                             return RidgeRows{Matrix::Zero(3, features),
                                              Matrix::Zero(3, 1)};
                           }});
             }) ==
             "ridge: rows of 2 features and 1 genes beside rows of 1 and "
             "1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
