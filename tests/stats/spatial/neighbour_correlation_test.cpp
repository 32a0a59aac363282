#include "core/stats/spatial/neighbour_correlation.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "tests/stats/spatial/golden.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(neighbour_correlation_test)

BOOST_AUTO_TEST_CASE(it_equals_that_of_spatstat) {
  const NeighbourCorrelation found =
      neighbour_correlation(golden_points(), golden_values());
  const Json& expected = spatial_golden()["nn_correlation"];
  BOOST_TEST(expected.size() == 4U);
  for (Eigen::Index i = 0; i < 4; ++i) {
    BOOST_TEST(found.correlation[i] == expected[i].get<double>(),
               tt::tolerance(1e-11));
  }
}

// Corners of a box of 10 x 10, whose nearest are farther than the border, and
// three points within: b and c are each other's nearest, 1 apart, a's is b, 2
// apart. Pairs (a, b), (b, c), (c, b) with values 1, 2, 4: x = 1, 2, 4 and
// y = 2, 4, 2; their offsets from 7/3 and 8/3 have the product
// -1/3 of sums of squares 14/3 and 8/3.
BOOST_AUTO_TEST_CASE(pairs_within_the_border_by_hand) {
  Points points(7, 2);
  points << 0, 0, 10, 0, 0, 10, 10, 10, 4, 5, 6, 5, 7, 5;
  Matrix values(7, 1);
  values << 9, 0, -3, 50, 1, 2, 4;
  const NeighbourCorrelation found = neighbour_correlation(points, values);
  BOOST_TEST(found.kept == 3);
  const double product = (1 - 7 / 3.0) * (2 - 8 / 3.0) +
                         (2 - 7 / 3.0) * (4 - 8 / 3.0) +
                         (4 - 7 / 3.0) * (2 - 8 / 3.0);
  BOOST_TEST(found.correlation[0] == product / std::sqrt(14.0 / 3 * 8.0 / 3),
             tt::tolerance(1e-12));
}

// (2, 5) is 2 from the side and its nearest (4, 5) as far: kept. From (1.9, 5)
// it is farther than the side.
BOOST_AUTO_TEST_CASE(as_far_as_the_border_is_kept) {
  Points points(4, 2);
  points << 0, 0, 10, 10, 2, 5, 4, 5;
  BOOST_TEST(neighbour_correlation(points, Matrix::Ones(4, 1)).kept == 2);
  points(2, 0) = 1.9;
  BOOST_TEST(neighbour_correlation(points, Matrix::Ones(4, 1)).kept == 1);
}

// 0.1 of float32; a neighbour's value that never varies although the points'
// do; 300 variables, more than are summed at once.
BOOST_AUTO_TEST_CASE(what_does_not_vary_is_nan) {
  const Points points = golden_points();
  Matrix values = Matrix::Constant(points.rows(), 300, 0.1F);
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    values(i, 299) = values(i, 7) = static_cast<float>(i % 5);
  }
  const auto found = neighbour_correlation(points, values).correlation;
  for (Eigen::Index i = 0; i < 300; ++i) {
    BOOST_TEST(std::isnan(found[i]) != (i == 7 || i == 299));
  }
  BOOST_TEST(found[7] == found[299]);

  Points line(5, 2);
  line << 0, 0, 10, 10, 5, 5, 4.8, 5, 5.1, 5;
  Matrix of_line(5, 1);
  // The nearest of all three within is the first of them or has its value.
  of_line << 0, 0, 1, 3, 1;
  const auto one = neighbour_correlation(line, of_line);
  BOOST_TEST(one.kept == 3);
  BOOST_TEST(std::isnan(one.correlation[0]));
}

BOOST_AUTO_TEST_CASE(of_too_few_points_nothing_is_known) {
  const auto none = neighbour_correlation(Points(0, 2), Matrix(0, 2));
  BOOST_TEST(none.kept == 0);
  BOOST_TEST(std::isnan(none.correlation[1]));
  BOOST_TEST(
      neighbour_correlation(Points::Zero(1, 2), Matrix::Ones(1, 1)).kept == 0);
}

BOOST_AUTO_TEST_CASE(values_of_other_points_are_refused) {
  BOOST_CHECK_EXCEPTION(
      neighbour_correlation(Points::Zero(2, 2), Matrix::Ones(3, 1)), Error,
      [](const Error& e) {
        return std::string(e.what()) ==
               "neighbour_correlation: 2 points with values of 3; expected as "
               "many";
      });
}

BOOST_AUTO_TEST_SUITE_END()
