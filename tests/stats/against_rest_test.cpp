#include "core/stats/against_rest.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(against_rest_test)

// 1 2 3 against 4 6 8: means 2 and 6, variances of these 1/3 and 4/3, so
// t = -4 / sqrt(5/3) = -3.09839. scipy.stats.ttest_ind(equal_var=False) gives
// p = 0.0528 of it with 2.9412 degrees.
BOOST_AUTO_TEST_CASE(two_groups_of_three) {
  Matrix values(7, 2);
  values << 1, 5, 2, 5, 3, 5, 4, 5, 6, 5, 8, 5, 99, 99;
  const AgainstRest made = against_rest(values, {0, 0, 0, 1, 1, 1, -1}, 2);
  BOOST_TEST(made.t(0, 0) == -4 / std::sqrt(5.0 / 3),
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(made.t(1, 0) == -made.t(0, 0));
  BOOST_TEST(made.p(0, 0) == made.q(0, 0));  // the other column is not tested
  BOOST_TEST(made.difference(0, 0) == -4);
  BOOST_TEST(
      made.log2_fold(0, 0) == std::log2((std::exp(2) - 1) / (std::exp(6) - 1)),
      boost::test_tools::tolerance(1e-8));
  BOOST_TEST(std::isnan(made.t(0, 1)));  // constant
  BOOST_TEST(std::isnan(made.q(0, 1)));
  BOOST_TEST(made.difference(0, 1) == 0);
}

BOOST_AUTO_TEST_CASE(a_group_of_one_row_is_not_tested_nor_one_of_none) {
  Matrix values(4, 1);
  values << 1, 2, 3, 9;
  const AgainstRest made = against_rest(values, {0, 0, 0, 1}, 3);
  BOOST_TEST(made.rows == (std::vector<std::int64_t>{3, 1, 0}),
             boost::test_tools::per_element());
  for (Eigen::Index group = 0; group < 3; ++group) {
    BOOST_TEST(std::isnan(made.p(group, 0)));
  }
  BOOST_TEST(made.difference(1, 0) == 7);
  BOOST_TEST(std::isnan(made.difference(2, 0)));
}

BOOST_AUTO_TEST_CASE(groups_are_of_these_rows) {
  BOOST_TEST(error_of([] { against_rest(Matrix::Ones(2, 1), {0}, 1); }) ==
             "against_rest: 2 rows and groups of 1");
  BOOST_TEST(error_of([] { against_rest(Matrix::Ones(1, 1), {2}, 2); }) ==
             "against_rest: a row is of group 2, expected -1 or one of the 2 "
             "from 0");
}

BOOST_AUTO_TEST_SUITE_END()
