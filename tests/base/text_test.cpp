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

// The nine that turn the direction (UAX 9), and marks that show nothing: names
// that look alike would differ by them.
BOOST_AUTO_TEST_CASE(what_turns_the_direction_or_is_invisible_is_replaced) {
  for (const std::uint32_t code :
       {0x061CU, 0x200EU,  0x200FU, 0x202AU,  0x202BU, 0x202CU,
        0x202DU, 0x202EU,  0x2066U, 0x2067U,  0x2068U, 0x2069U,
        0x00ADU, 0x200BU,  0x200DU, 0x2028U,  0x2060U, 0xFE0FU,
        0xFEFFU, 0xE0041U, 0xFFFFU, 0x10FFFEU}) {
    BOOST_TEST(!is_shown(code), "U+" << std::hex << code);
  }
  for (const std::uint32_t code : {0x20U, 0x7EU, 0xA0U, 0xB5U, 0x5D0U, 0x627U,
                                   0x2010U, 0x2192U, 0x4E2DU, 0x1F52CU}) {
    BOOST_TEST(is_shown(code), "U+" << std::hex << code);
  }
  BOOST_TEST(printable("B4\xE2\x80\x8B") == "B4???");
  BOOST_TEST(printable("\xEF\xBB\xBFGAPDH") == "???GAPDH");
  BOOST_TEST(printable("GAP\xF3\xA0\x81\x81"
                       "DH") == "GAP????DH");
}

BOOST_AUTO_TEST_CASE(a_safe_name_has_letters_digits_and_what_is_kept) {
  BOOST_TEST(safe_name("aZ09", "") == "aZ09");
  BOOST_TEST(safe_name("a/b c-\xc3\xa4", "-") == "a_b_c-__");
  BOOST_TEST(safe_name("@[`{:/", "") == "______");
}

BOOST_AUTO_TEST_CASE(a_part_of_a_line_has_no_end_of_line) {
  BOOST_TEST(printable_in_line("a\nb\tc\x1B") == "a?b?c?");
}

// o with a combining diaeresis is one column, a Han character two.
BOOST_AUTO_TEST_CASE(width_counts_columns_and_is_cut_between_characters) {
  BOOST_TEST(width_of("abc") == 3);
  BOOST_TEST(width_of("\xC3\xB6") == 1);
  BOOST_TEST(width_of("o\xCC\x88") == 1);
  BOOST_TEST(width_of("\xE6\x9F\x93x") == 3);
  BOOST_TEST(width_of("\xFF") == 1);
  BOOST_TEST(cut_to_width("a\xE6\x9F\x93x", 2) == "a");
  BOOST_TEST(cut_to_width("a\xE6\x9F\x93x", 3) == "a\xE6\x9F\x93");
  BOOST_TEST(cut_to_width("o\xCC\x88x", 1) == "o\xCC\x88");
  BOOST_TEST(cut_to_width("abc", 9) == "abc");
}

BOOST_AUTO_TEST_CASE(long_text_is_cut_between_characters) {
  BOOST_TEST(printable("abcdef", 6) == "abcdef");
  BOOST_TEST(printable("abcdef", 5) == "abcde...");
  BOOST_TEST(printable("ab\xC3\xB6"
                       "c",
                       3) == "ab...");
  BOOST_TEST(!is_plain("abcdef", 5));
}

BOOST_AUTO_TEST_CASE(spellings_of_one_name_have_one_key) {
  for (const char* name : {"P-1 a", "p 1_A", "P_1 - a"}) {
    BOOST_TEST(spelling_key(name) == "p_1_a");
  }
  BOOST_TEST(spelling_key("P1") != spelling_key("P-1"));
  BOOST_TEST(spelling_key("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
