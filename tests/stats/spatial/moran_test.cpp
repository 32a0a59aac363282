#include "core/stats/spatial/moran.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "tests/stats/spatial/golden.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

Points in_a_row(Eigen::Index count) {
  Points out(count, 2);
  for (Eigen::Index i = 0; i < count; ++i) {
    out.row(i) << static_cast<double>(i), 0;
  }
  return out;
}

// A path of four points: each is a neighbour of the next.
SpatialWeights path_of_four() {
  return {{0, 1, 3, 5, 6}, {1, 0, 2, 1, 3, 2}, {1, 1, 1, 1, 1, 1}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(moran_test)

BOOST_AUTO_TEST_CASE(index_moments_and_p_equal_those_of_spdep) {
  const SpatialWeights near = nearest_weights(golden_points(), 6);
  const Moran plain = morans_i(golden_values(), near);
  const Moran standard = morans_i(golden_values(), row_standardised(near));
  int compared = 0;
  for (std::size_t i = 0; i < spatial_golden()["morans_by_value"].size(); ++i) {
    const Json& one = spatial_golden()["morans_by_value"][i];
    const auto column = static_cast<Eigen::Index>(i / 3);
    const auto name = one["weights"].get<std::string>();
    if (name.starts_with("inverse")) continue;
    const Moran& ours = name == "6 nearest" ? plain : standard;
    BOOST_TEST_CONTEXT(name << ", column " << column) {
      const auto equal = [&](double found, const char* what) {
        BOOST_TEST(found == one[what].get<double>(), tt::tolerance(1e-10));
      };
      equal(ours.index[column], "index");
      equal(ours.expected, "expected");
      equal(ours.variance_randomised[column], "variance_randomised");
      equal(ours.variance_normal, "variance_normal");
      equal(ours.p_randomised[column], "p_randomised");
      equal(ours.p_normal[column], "p_normal");
      ++compared;
    }
  }
  BOOST_TEST(compared == 8);
}

// z = -1.5, -0.5, 0.5, 1.5: products 0.75, -0.25, 0.75 of a sum of squares of
// 5; each pair counts twice in both sums, so I = 4 / 6 * 2.5 / 5.
BOOST_AUTO_TEST_CASE(four_points_in_a_row_by_hand) {
  const Matrix rising{{1.F}, {2.F}, {3.F}, {4.F}};
  const Moran found = morans_i(rising, path_of_four());
  BOOST_TEST(found.index[0] == 1.0 / 3, tt::tolerance(1e-14));
  BOOST_TEST(found.expected == -1.0 / 3, tt::tolerance(1e-14));
}

// The mean and the variance of I over all 24 orders of four values are what is
// called expected and variance under randomisation.
BOOST_AUTO_TEST_CASE(moments_are_those_over_all_orders) {
  std::vector<float> order{0, 1, 3, 10};
  double sum = 0, squares = 0;
  Moran found;
  do {
    const Matrix values = Eigen::Map<Matrix>(order.data(), 4, 1);
    found = morans_i(values, path_of_four());
    sum += found.index[0];
    squares += found.index[0] * found.index[0];
  } while (std::next_permutation(order.begin(), order.end()));
  BOOST_TEST(sum / 24 == found.expected, tt::tolerance(1e-12));
  BOOST_TEST(squares / 24 - sum * sum / 576 == found.variance_randomised[0],
             tt::tolerance(1e-12));
}

// 0.1 in float32, whose sum over 35 points is not 35 times 0.1 in float32. 33
// columns: the last strip has one.
BOOST_AUTO_TEST_CASE(constant_variables_are_nan_and_strips_do_not_mix) {
  Matrix values = Matrix::Constant(35, 33, 0.1F);
  for (Eigen::Index i = 0; i < 35; ++i) {
    values(i, 15) = values(i, 32) = static_cast<float>(i);
  }
  const Moran found = morans_i(values, nearest_weights(in_a_row(35), 2));
  for (Eigen::Index column = 0; column < 33; ++column) {
    const bool varies = column == 15 || column == 32;
    BOOST_TEST(std::isnan(found.index[column]) != varies);
    BOOST_TEST(std::isnan(found.p_randomised[column]) != varies);
    BOOST_TEST(std::isnan(found.variance_randomised[column]) != varies);
    BOOST_TEST(std::isnan(found.p_normal[column]) != varies);
  }
  BOOST_TEST(found.index[15] == found.index[32]);
}

// The ends of the path have one neighbour and the others two; with weights
// halved there, rows of 1 each.
BOOST_AUTO_TEST_CASE(rows_are_standardised_and_sums_counted_by_hand) {
  const WeightSums plain = sums_of(path_of_four());
  BOOST_TEST(plain.s0 == 6);
  BOOST_TEST(plain.s1 == 12);
  BOOST_TEST(plain.s2 == 4 + 16 + 16 + 4);
  const SpatialWeights rows = row_standardised(path_of_four());
  BOOST_TEST(rows.values == (std::vector<double>{1, .5, .5, .5, .5, 1}),
             tt::per_element());
  const WeightSums sums = sums_of(rows);
  BOOST_TEST(sums.s0 == 4);
  // Both directions of 1 + 1/2, 1/2 + 1/2 and 1/2 + 1.
  BOOST_TEST(sums.s1 == 2.25 + 1 + 2.25);
  // Columns sum to 1/2, 3/2, 3/2, 1/2.
  BOOST_TEST(sums.s2 == 2.25 + 6.25 + 6.25 + 2.25);
}

BOOST_AUTO_TEST_CASE(a_point_without_a_neighbour_adds_nothing) {
  const SpatialWeights weights{{0, 1, 2, 2}, {1, 0}, {1, 1}};
  const Matrix values{{0.F}, {1.F}, {5.F}};
  // z = -2, -1, 3 with squares 14: I = 3 / 2 * 2 * 2 / 14.
  BOOST_TEST(morans_i(values, row_standardised(weights)).index[0] == 3.0 / 7,
             tt::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const auto says = [](const std::string& text) {
    return [text](const Error& e) { return e.what() == text; };
  };
  BOOST_CHECK_EXCEPTION(
      morans_i(Matrix::Zero(5, 1), path_of_four()), Error,
      says("morans_i: values are of 5 points, weights of 4; expected the same, "
           "at least 3"));
  BOOST_CHECK_EXCEPTION(
      morans_i(Matrix::Zero(3, 1), {{0, 0, 0, 0}, {}, {}}), Error,
      says("morans_i: the weights of 3 points sum to 0, expected more than 0; "
           "no point has a neighbour"));
  BOOST_CHECK_EXCEPTION(
      nearest_weights(in_a_row(4), 4), Error,
      says("nearest_weights: 4 nearest of 4 points are asked for; expected at "
           "least 1 and fewer than the points"));
}

BOOST_AUTO_TEST_SUITE_END()
