// Numbers as texts, and which texts are whole numbers.
#include "core/base/number_text.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(number_text_test)

BOOST_AUTO_TEST_CASE(a_whole_number_is_digits_and_nothing_else) {
  BOOST_TEST(whole_number<std::int32_t>("-3").value() == -3);
  BOOST_TEST(whole_number<std::int32_t>("007").value() == 7);
  for (const char* none : {"", " 3", "3 ", "+3", "3.0", "3x", "0x3", "-"}) {
    BOOST_TEST(!whole_number<std::int32_t>(none), none);
  }
}

BOOST_AUTO_TEST_CASE(what_the_type_does_not_hold_is_none) {
  BOOST_TEST(whole_number<std::int32_t>("2147483647").value() == 2147483647);
  BOOST_TEST(!whole_number<std::int32_t>("2147483648"));
  BOOST_TEST(whole_number<std::uint32_t>("4294967295").value() == 4294967295U);
  BOOST_TEST(!whole_number<std::uint32_t>("-1"));
}

BOOST_AUTO_TEST_CASE(two_numbers_have_places_that_tell_them_apart) {
  BOOST_TEST(places_apart(0.1, 0.2, 3) == 3);
  BOOST_TEST(places_apart(0.0496, 0.05, 3) == 4);
  BOOST_TEST(places_apart(0.05, 0.0496, 3) == 4);
  BOOST_TEST(places_apart(-0.00002, 0, 3) == 5);
  BOOST_TEST(places_apart(5.96, 6, 1) == 2);
  BOOST_TEST(places_apart(0.5, 0.5, 3) == 3);
  BOOST_TEST(places_apart(0.5, std::nextafter(0.5, 1), 3) == 3);
  BOOST_TEST(places_apart(std::nan(""), 0.5, 2) == 2);
}

BOOST_AUTO_TEST_CASE(thousands_are_parted) {
  BOOST_TEST(grouped(0) == "0");
  BOOST_TEST(grouped(999) == "999");
  BOOST_TEST(grouped(1000) == "1,000");
  BOOST_TEST(grouped(-123456) == "-123,456");
  BOOST_TEST(grouped(1321489) == "1,321,489");
}

BOOST_AUTO_TEST_SUITE_END()
