#include "core/stats/spatial/all_pairs.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "tests/stats/spatial/golden.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(all_pairs_test)

BOOST_AUTO_TEST_CASE(it_equals_that_of_spdep) {
  const auto found = morans_i_all_pairs(golden_points(), golden_values());
  for (Eigen::Index column = 0; column < 4; ++column) {
    const Json& one = spatial_golden()["morans_by_value"][3 * column + 2];
    BOOST_TEST(one["weights"] == "inverse distance, row-standardised");
    BOOST_TEST(found[column] == one["index"].get<double>(),
               tt::tolerance(1e-11));
  }
}

// At 0, 1 and 3 weights are 1, 1/3 and 1/2: rows (1, 1/3) / (4/3),
// (1, 1/2) / (3/2) and (1/3, 1/2) / (5/6). Values -1, 0 and 1 leave the two
// products of the ends, -1/4 and -2/5, over 2.
BOOST_AUTO_TEST_CASE(three_points_by_hand) {
  Points points(3, 2);
  points << 0, 0, 1, 0, 3, 0;
  const Matrix values{{4.F, 2.F}, {5.F, 2.F}, {6.F, 2.F}};
  const auto found = morans_i_all_pairs(points, values);
  BOOST_TEST(found[0] == -0.325, tt::tolerance(1e-14));
  BOOST_TEST(std::isnan(found[1]));
}

BOOST_AUTO_TEST_CASE(points_at_one_place_are_no_neighbours) {
  Points points(3, 2);
  points << 0, 0, 0, 0, 2, 0;
  const Matrix values{{1.F}, {2.F}, {6.F}};
  // z = -2, -1, 3: rows (0, 0, 1), (0, 0, 1), (1/2, 1/2, 0); squares 14.
  BOOST_TEST(morans_i_all_pairs(points, values)[0] ==
                 (-2.0 * 3 - 1.0 * 3 + 3 * -1.5) / 14,
             tt::tolerance(1e-14));
  BOOST_TEST(std::isnan(
      morans_i_all_pairs(Points::Zero(3, 2), Matrix::Ones(3, 1))[0]));
}

BOOST_AUTO_TEST_CASE(of_too_few_points_nothing_is_known) {
  BOOST_TEST(std::isnan(
      morans_i_all_pairs(Points::Zero(2, 2), Matrix::Identity(2, 2))[1]));
  BOOST_TEST(morans_i_all_pairs(Points(0, 2), Matrix(0, 3)).size() == 3);
}

BOOST_AUTO_TEST_CASE(values_of_other_points_are_refused) {
  BOOST_CHECK_EXCEPTION(
      morans_i_all_pairs(Points::Zero(4, 2), Matrix::Ones(3, 1)), Error,
      [](const Error& e) {
        return std::string(e.what()) ==
               "morans_i_all_pairs: 4 points with values of 3; expected as "
               "many";
      });
}

BOOST_AUTO_TEST_SUITE_END()
