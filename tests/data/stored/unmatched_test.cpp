// How many names do not join, and the first.
#include "core/data/stored/unmatched.h"

#include <boost/test/unit_test.hpp>

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(unmatched_test)

BOOST_AUTO_TEST_CASE(the_first_of_them_is_named) {
  Unmatched some;
  BOOST_TEST(some.first == "");
  some.add("b");
  some.add("a");
  BOOST_TEST(some.number == 2U);
  BOOST_TEST(some.first == " (as 'b')");
}

BOOST_AUTO_TEST_CASE(a_share_may_be_reached_and_not_passed) {
  Unmatched two;
  two.add("a");
  two.add("b");
  BOOST_TEST(!two.beyond(0.5, 4));
  BOOST_TEST(two.beyond(0.5, 3));
  BOOST_TEST(two.beyond(0, 4));
  BOOST_TEST(!Unmatched{}.beyond(0, 0));
}

BOOST_AUTO_TEST_SUITE_END()
