#include "core/base/error.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <vector>

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(error_test)

BOOST_AUTO_TEST_CASE(parts_are_joined_text_as_it_is_numbers_shortest) {
  const std::string name = "B4";
  const char* unit = "px";
  BOOST_TEST(concat("section ", name, ": ", 41, " ", unit, ", ", 0.1, ", ",
                    1e300, ", ", true,
                    '!') == "section B4: 41 px, 0.1, 1e+300, true!");
  BOOST_TEST(concat(0.1F, " ", INT64_MIN, " ", UINT64_MAX) ==
             "0.1 -9223372036854775808 18446744073709551615");
}

BOOST_AUTO_TEST_CASE(a_list_names_what_it_may_and_counts_the_rest) {
  const std::vector<std::string> names = {"a", "b", "c"};
  BOOST_TEST(listed(names) == "a, b, c");
  BOOST_TEST(listed(names, 3) == "a, b, c");
  BOOST_TEST(listed(names, 2) == "a, b and 1 more");
  BOOST_TEST(listed(std::vector<int>{7}) == "7");
  BOOST_TEST(listed(std::vector<int>{}) == "");
}

BOOST_AUTO_TEST_CASE(check_passes_or_throws_the_message) {
  BOOST_CHECK_NO_THROW(check(true, "not seen"));
  BOOST_CHECK_EXCEPTION(check(false, "got ", 3, ", expected ", 4), Error,
                        [](const Error& e) {
                          return std::string(e.what()) == "got 3, expected 4";
                        });
}

BOOST_AUTO_TEST_CASE(context_is_put_in_front_and_values_pass_through) {
  BOOST_TEST(with_context("recipe.lua:3", [] { return 7; }) == 7);
  BOOST_CHECK_EXCEPTION(
      with_context("recipe.lua:3", [] { fail("patches: too small"); }), Error,
      [](const Error& e) {
        return std::string(e.what()) == "recipe.lua:3: patches: too small";
      });
}

BOOST_AUTO_TEST_SUITE_END()
