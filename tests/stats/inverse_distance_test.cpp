#include "core/stats/inverse_distance.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(inverse_distance_test)

// Distances 1, 2, 2 and 3 give 1, 1/4, 1/4 and 1/9 of a sum of 29/18; a fifth
// is one too many, a sixth at 5 is beyond the reach.
BOOST_AUTO_TEST_CASE(four_nearest_by_the_inverse_square) {
  const MatrixD at{{0, 0}};
  const MatrixD from{{0, 5}, {3, 0}, {0, -2}, {2, 0}, {-1, 0}, {0, 3.5}};
  const NearPoints near = near_points(at, from, 4);
  BOOST_TEST(near.near(0, 0) == 4);
  BOOST_TEST(near.near(0, 1) == 2);
  BOOST_TEST(near.near(0, 2) == 3);
  BOOST_TEST(near.near(0, 3) == 1);
  BOOST_TEST(near.weight(0, 0) == 18. / 29, tt::tolerance(1e-14));
  BOOST_TEST(near.weight(0, 1) == 4.5 / 29, tt::tolerance(1e-14));
  BOOST_TEST(near.weight(0, 2) == 4.5 / 29, tt::tolerance(1e-14));
  BOOST_TEST(near.weight(0, 3) == 2. / 29, tt::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(the_reach_is_a_circle_whose_border_counts) {
  const MatrixD at{{0, 0}, {10, 0}};
  const MatrixD from{{3, 4}, {3.5, 4}, {10, 5.01}};
  const NearPoints near = near_points(at, from, 5);
  BOOST_TEST(near.near(0, 0) == 0);
  BOOST_TEST(near.weight(0, 0) == 1.);
  BOOST_TEST(near.near(0, 1) == -1);
  BOOST_TEST(near.has(0));
  BOOST_TEST(!near.has(1));
  BOOST_TEST(near.weight.row(1).sum() == 0.);
}

BOOST_AUTO_TEST_CASE(who_lies_at_the_point_itself_is_taken_alone) {
  const MatrixD at{{1, 1}};
  const MatrixD from{{1, 2}, {1, 1}, {1, 1}};
  const NearPoints near = near_points(at, from, 5);
  BOOST_TEST(near.near(0, 0) == 1);
  BOOST_TEST(near.near(0, 1) == 2);
  BOOST_TEST(near.near(0, 2) == -1);
  BOOST_TEST(near.weight(0, 0) == 0.5);
  BOOST_TEST(near.weight(0, 2) == 0.);
}

BOOST_AUTO_TEST_CASE(other_shapes_and_no_reach_are_refused) {
  BOOST_CHECK_EXCEPTION(
      near_points(MatrixD::Zero(3, 2), MatrixD::Zero(4, 3), 0), Error,
      [](const Error& e) {
        return std::string(e.what()) ==
               "near_points: positions are [3, 2] and [4, 3], the reach is 0; "
               "expected two columns each and a reach above 0";
      });
  BOOST_TEST(
      near_points(MatrixD::Zero(3, 2), MatrixD::Zero(0, 2), 1).near.rows() ==
      3);
}

BOOST_AUTO_TEST_SUITE_END()
