#include "core/base/lines.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

using Lines = std::vector<std::string_view>;

BOOST_AUTO_TEST_SUITE(lines_test)

BOOST_AUTO_TEST_CASE(empty_lines_count_and_the_last_may_lack_its_end) {
  BOOST_TEST(lines_of("a\n\nb") == (Lines{"a", "", "b"}), tt::per_element());
  BOOST_TEST(lines_of("a\n") == (Lines{"a"}), tt::per_element());
  BOOST_TEST(lines_of("\n") == (Lines{""}), tt::per_element());
  BOOST_TEST(lines_of("").empty());
}

BOOST_AUTO_TEST_CASE(blanks_at_both_ends_of_a_line_go) {
  BOOST_TEST(trimmed(" \ta b\t\r") == "a b");
  BOOST_TEST(trimmed("a") == "a");
  BOOST_TEST(trimmed(" \r") == "");
  BOOST_TEST(trimmed("") == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace moonstain
