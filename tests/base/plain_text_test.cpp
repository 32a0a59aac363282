#include "core/base/plain_text.h"

#include <boost/test/unit_test.hpp>

#include "core/base/gzip.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
using namespace std::string_literals;

namespace {

std::string refused(const std::string& bytes) {
  return error_of([&] { plain_text(bytes, "genes.txt"); });
}

// Each character two bytes, the mark in front.
std::string utf16(const std::u16string& text, bool big_endian) {
  std::string out;
  for (const char16_t unit : u"\ufeff" + text) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plain_text_test)

BOOST_AUTO_TEST_CASE(text_is_the_same_however_it_was_saved) {
  const std::string text = "ACTB\n\xc3\x85\xf0\x9f\xa7\xac\n";
  BOOST_TEST(plain_text(text, "x") == text);
  BOOST_TEST(plain_text("\xef\xbb\xbf" + text, "x") == text);
  BOOST_TEST(plain_text(gzip("\xef\xbb\xbf" + text), "x") == text);
  BOOST_TEST(plain_text(gzip(gzip(text)), "x") == text);
  for (const bool big_endian : {false, true}) {
    BOOST_TEST(plain_text(utf16(u"ACTB\n\u00c5\U0001f9ec\n", big_endian),
                          "x") == text);
  }
  BOOST_TEST(plain_text("", "x") == "");
}

BOOST_AUTO_TEST_CASE(carriage_returns_end_lines_where_nothing_else_does) {
  BOOST_TEST(plain_text("a\rb\r", "x") == "a\nb\n");
  BOOST_TEST(plain_text("a\rb\r\n", "x") == "a\rb\r\n");
}

BOOST_AUTO_TEST_CASE(what_stands_in_a_texts_place_is_named) {
  BOOST_TEST(refused("<html><title>404</title>") ==
             "genes.txt: is a web page with title '404', expected text; "
             "servers send such a page for a file that they do not give; "
             "download the file again");
  BOOST_TEST(refused("version https://git-lfs.github.com/spec/v1\noid "
                     "sha256:ab\nsize 17\n") ==
             "genes.txt: is a Git LFS pointer to a file of 17 bytes, expected "
             "text; `git lfs pull` in its repository fetches the file itself");
  BOOST_TEST(refused(gzip(gzip(gzip("a")))) ==
             "genes.txt: is packed by gzip, expected text; unpack it");
  BOOST_TEST(refused("\xef\xbb\xbf<html>")
                 .starts_with("genes.txt: is a web page, expected text; "));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_shown_at_their_place) {
  BOOST_TEST(refused("site\nUniversit\xe4t\n") ==
             "genes.txt: line 2: byte 0xe4 behind 'Universit' is no text in "
             "UTF-8; save the file as UTF-8");
  // UTF-16 without its mark.
  BOOST_TEST(refused("A\0C\0\n\0"s) ==
             "genes.txt: line 1: byte 0x00 behind 'A' is no text in UTF-8; "
             "save the file as UTF-8");
  BOOST_TEST(refused("\xff\xfe\0\xd8x\0"s) ==
             "genes.txt: is damaged UTF-16, half a character stands at byte 2; "
             "save the file as UTF-8");
  BOOST_TEST(refused("\xff\xfe"
                     "a\0b"s) ==
             "genes.txt: is UTF-16 that ends in half a character; the file is "
             "cut off");
}

BOOST_AUTO_TEST_SUITE_END()
