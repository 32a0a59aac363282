#include "core/base/text.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(text_test)

BOOST_AUTO_TEST_CASE(text_in_any_script_stays_as_it_is) {
  for (const std::string text :
       {"", "a b\n\tc",
        "Gr\xC3\xB6\xC3\x9F"
        "e 3 \xC2\xB5m",
        "\xE6\x9F\x93\xE8\x89\xB2", "\xF0\x9F\x94\xAC"}) {
    BOOST_TEST(printable(text) == text);
    BOOST_TEST(is_plain(text, 100));
  }
}

// A question mark for each byte.
BOOST_AUTO_TEST_CASE(what_moves_a_terminal_or_is_no_text_is_replaced) {
  BOOST_TEST(printable("a\x1B[2Jb\r\x7F") == "a?[2Jb??");
  BOOST_TEST(printable(std::string("a\0b", 3)) == "a?b");
  BOOST_TEST(printable("\xC2\x9B"
                       "2J") == "??2J");  // C1 control
  BOOST_TEST(printable("a\xE2\x80\xAE"
                       "b") == "a???b");  // U+202E
  BOOST_TEST(printable("a\xE2\x81\xA6"
                       "b") == "a???b");                // U+2066
  BOOST_TEST(printable("\xFF\xC3") == "??");            // cut short
  BOOST_TEST(printable("\xC0\xAF") == "??");            // overlong "/"
  BOOST_TEST(printable("\xED\xA0\x80") == "???");       // surrogate
  BOOST_TEST(printable("\xF4\x90\x80\x80") == "????");  // past U+10FFFF
  BOOST_TEST(!is_plain("\x1B", 100));
}

BOOST_AUTO_TEST_CASE(long_text_is_cut_between_characters) {
  BOOST_TEST(printable("abcdef", 6) == "abcdef");
  BOOST_TEST(printable("abcdef", 5) == "abcde...");
  BOOST_TEST(printable("ab\xC3\xB6"
                       "c",
                       3) == "ab...");
  BOOST_TEST(!is_plain("abcdef", 5));
}

BOOST_AUTO_TEST_SUITE_END()
