#include "core/stats/friedman.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(friedman_test_test)

// By hand: the rank sums are 16, 11 and 9 of 6 units, so that the statistic is
// 12 / (6 * 3 * 4) * (256 + 121 + 81) - 3 * 6 * 4 = 13 / 3. p and F by scipy
// 1.17 (friedmanchisquare, f.sf).
BOOST_AUTO_TEST_CASE(without_ties_it_is_the_textbooks_sum_of_squares) {
  const MatrixD values{{1, 2, 3}, {2, 3, 1}, {1, 3, 2},
                       {1, 2, 3}, {1, 2, 3}, {2, 1, 3}};
  const FriedmanTest test = friedman_test(values);
  BOOST_TEST(test.mean_ranks[0] == 16.0 / 6, tt::tolerance(1e-14));
  BOOST_TEST(test.mean_ranks[1] == 11.0 / 6, tt::tolerance(1e-14));
  BOOST_TEST(test.mean_ranks[2] == 9.0 / 6, tt::tolerance(1e-14));
  BOOST_TEST(test.chi_squared == 13.0 / 3, tt::tolerance(1e-12));
  BOOST_TEST(test.p == std::exp(-13.0 / 6), tt::tolerance(1e-12));
  BOOST_TEST(test.f == 5 * 13.0 / 3 / (12 - 13.0 / 3), tt::tolerance(1e-12));
  BOOST_TEST(test.f_p == 0.10644534557634369, tt::tolerance(1e-9));
}

// Row 3 has a pair and row 4 three alike. By scipy 1.17.
BOOST_AUTO_TEST_CASE(ties_share_ranks_and_correct_the_statistic) {
  const MatrixD values{{.5, .4, .3, .1},
                       {.6, .2, .3, .1},
                       {.5, .5, .2, .1},
                       {.4, .3, .3, .3},
                       {.7, .1, .2, .3}};
  const MatrixD ranks = ranks_within_rows(values);
  BOOST_TEST(ranks(2, 0) == 1.5);
  BOOST_TEST(ranks(2, 1) == 1.5);
  BOOST_TEST(ranks(2, 2) == 3);
  BOOST_TEST(ranks(3, 0) == 1);
  BOOST_TEST(ranks(3, 3) == 3);
  const FriedmanTest test = friedman_test(values);
  BOOST_TEST(test.mean_ranks[0] == 1.1, tt::tolerance(1e-14));
  BOOST_TEST(test.mean_ranks[3] == 3.4, tt::tolerance(1e-14));
  BOOST_TEST(test.chi_squared == 9.66666666666667, tt::tolerance(1e-12));
  BOOST_TEST(test.p == 0.021622837607703248, tt::tolerance(1e-10));
  BOOST_TEST(test.f == 7.25, tt::tolerance(1e-12));
  BOOST_TEST(test.f_p == 0.004938070634657275, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(units_that_agree_reach_the_largest_statistic) {
  const FriedmanTest test =
      friedman_test(MatrixD{{3, 2, 1}, {9, 8, 7}, {5, 3, 1}, {30, 20, 10}});
  BOOST_TEST(test.chi_squared == 8, tt::tolerance(1e-12));  // 4 * (3 - 1)
  BOOST_TEST(test.p == std::exp(-4.0), tt::tolerance(1e-12));
  BOOST_TEST(std::isinf(test.f));
  BOOST_TEST(test.f_p == 0);
  const FriedmanTest one = friedman_test(MatrixD{{2, 1}});
  BOOST_TEST(one.chi_squared == 1, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(one.f));
}

BOOST_AUTO_TEST_CASE(units_that_tie_everything_say_nothing) {
  const FriedmanTest test = friedman_test(MatrixD{{1, 1, 1}, {4, 4, 4}});
  BOOST_TEST(test.mean_ranks[1] == 2);
  BOOST_TEST(std::isnan(test.chi_squared));
  BOOST_TEST(std::isnan(test.p));
  BOOST_TEST(std::isnan(test.f_p));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_refused) {
  BOOST_TEST(error_of([] { friedman_test(MatrixD::Zero(3, 1)); }) ==
             "friedman_test: got 3 unit(s) and 1 method(s); expected at least "
             "1 and 2");
  BOOST_TEST(
      error_of([] {
        friedman_test(MatrixD{{1, std::numeric_limits<double>::quiet_NaN()}});
      }) ==
      "friedman_test: a unit lacks the value of a method; leave the "
      "method out");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
