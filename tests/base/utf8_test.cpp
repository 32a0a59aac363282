#include "core/base/utf8.h"

#include <boost/test/unit_test.hpp>

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(utf8_test)

// The least and the greatest character of each length.
BOOST_AUTO_TEST_CASE(characters_are_written_as_unicode_lays_them_out) {
  std::string out;
  for (const std::uint32_t code :
       {0x41U, 0x7fU, 0x80U, 0x7ffU, 0x800U, 0xffffU, 0x10000U, 0x10ffffU}) {
    append_utf8(out, code);
  }
  const std::string expected =
      "A\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f"
      "\xbf\xbf";
  BOOST_TEST((out == expected));
  BOOST_TEST(is_utf8(expected));
}

BOOST_AUTO_TEST_CASE(characters_are_read_as_they_are_written) {
  for (const std::uint32_t code :
       {0U, 0x41U, 0x7fU, 0x80U, 0x7ffU, 0x800U, 0xd7ffU, 0xe000U, 0xffffU,
        0x10000U, 0x10ffffU}) {
    std::string text;
    append_utf8(text, code);
    const Character read = first_character(text + "x");
    BOOST_TEST(read.code == code);
    BOOST_TEST(read.bytes == text.size());
    if (text.size() > 1) {
      BOOST_TEST(first_character(text.substr(0, text.size() - 1)).bytes == 0U);
    }
  }
}

// Overlong forms, a surrogate, above U+10FFFF, a cut end, a byte of Latin-1.
BOOST_AUTO_TEST_CASE(what_is_not_utf8_is_found_at_its_place) {
  for (const std::string wrong :
       {"\xc0\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xe2\x82", "\xe9t\xe9", "\x80"}) {
    for (const std::size_t before : {0, 7, 8, 9, 30}) {
      const std::string text = std::string(before, 'a') + wrong;
      BOOST_TEST(utf8_bytes(text) == before);
      BOOST_TEST(!is_utf8(text + std::string(20, 'a')));
    }
  }
  BOOST_TEST(utf8_bytes("") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
