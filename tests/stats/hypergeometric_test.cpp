#include "core/stats/hypergeometric.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(hypergeometric_test)

// Of 10 with 3 marked 4 are drawn, 210 ways: 3 marked in 7, 2 in 63, 1 in 105.
BOOST_AUTO_TEST_CASE(four_of_ten) {
  const auto close = boost::test_tools::tolerance(1e-12);
  BOOST_TEST(hypergeometric_tail(3, 10, 3, 4) == 7.0 / 210, close);
  BOOST_TEST(hypergeometric_tail(2, 10, 3, 4) == 70.0 / 210, close);
  BOOST_TEST(hypergeometric_tail(1, 10, 3, 4) == 175.0 / 210, close);
  BOOST_TEST(hypergeometric_tail(0, 10, 3, 4) == 1);
  BOOST_TEST(hypergeometric_tail(4, 10, 3, 4) == 0);
}

// All are drawn, or all marked, or one must be.
BOOST_AUTO_TEST_CASE(what_must_be_is_certain) {
  BOOST_TEST(hypergeometric_tail(3, 10, 3, 10) == 1);
  BOOST_TEST(hypergeometric_tail(4, 10, 10, 4) == 1);
  BOOST_TEST(hypergeometric_tail(1, 4, 3, 2) == 1);
}

// All of 20 drawn of 40 are the 20 marked: one of C(40, 20) = 137846528820.
BOOST_AUTO_TEST_CASE(a_small_chance_is_no_difference_of_large_ones) {
  BOOST_TEST(hypergeometric_tail(20, 40, 20, 20) == 1 / 137846528820.0,
             boost::test_tools::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(numbers_fit) {
  BOOST_TEST(error_of([] { hypergeometric_tail(1, 3, 4, 2); }) ==
             "hypergeometric_tail: 1 hits among 2 drawn of 3 with 4 marked; "
             "expected no more marked or drawn than all");
}

BOOST_AUTO_TEST_SUITE_END()
