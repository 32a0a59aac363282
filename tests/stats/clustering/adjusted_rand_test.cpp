#include "core/stats/clustering/adjusted_rand.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(adjusted_rand_test)

// Pairs of 4 things: 6. Within the groups of a 2, of b 2, of both 0, so that
// (0 - 2 * 2 / 6) / (2 - 2 * 2 / 6) = -1 / 2.
BOOST_AUTO_TEST_CASE(crossed_groups) {
  BOOST_TEST(adjusted_rand({0, 0, 1, 1}, {0, 1, 0, 1}) == -0.5,
             boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(names_do_not_matter) {
  BOOST_TEST(adjusted_rand({0, 0, 1, 2}, {7, 7, 3, 0}) == 1);
  BOOST_TEST(adjusted_rand({5, 5}, {1, 1}) == 1);
}

BOOST_AUTO_TEST_CASE(the_things_are_the_same) {
  BOOST_TEST(error_of([] { adjusted_rand({1}, {}); }) ==
             "adjusted_rand: groups of 1 and of 0 things; expected the same "
             "things, at least one");
}

BOOST_AUTO_TEST_SUITE_END()
