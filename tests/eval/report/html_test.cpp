#include "core/eval/report/html.h"

#include <boost/test/unit_test.hpp>

#include "core/base/number_text.h"

namespace moonstain::report {

BOOST_AUTO_TEST_SUITE(html_test)

BOOST_AUTO_TEST_CASE(markup_in_text_is_text) {
  BOOST_TEST(escaped("<script>alert('a' & \"b\")</script>") ==
             "&lt;script&gt;alert(&#39;a&#39; &amp; &quot;b&quot;)&lt;/script"
             "&gt;");
  BOOST_TEST(text_element("b", {{"title", "\"x\""}}, "<i>") ==
             "<b title=\"&quot;x&quot;\">&lt;i&gt;</b>");
}

// ESC and other controls, a lone continuation byte, an overlong slash.
BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_replaced) {
  BOOST_TEST(escaped("a\x1b[31mb") == "a\xEF\xBF\xBD[31mb");
  BOOST_TEST(escaped("\x80") == "\xEF\xBF\xBD");
  BOOST_TEST(escaped("\xC0\xAF") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  BOOST_TEST(escaped("\xC2\x9B") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  BOOST_TEST(escaped("St\xC3\xA5hl \xE2\x82\xAC \xF0\x9F\x94\xAC\n\t") ==
             "St\xC3\xA5hl \xE2\x82\xAC \xF0\x9F\x94\xAC\n\t");
  BOOST_TEST(escaped("cut \xE2\x82") == "cut \xEF\xBF\xBD\xEF\xBF\xBD");
  // U+202E and U+2066 turn the direction of writing.
  BOOST_TEST(escaped("a\xE2\x80\xAE") ==
             "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  BOOST_TEST(escaped("\xE2\x81\xA6") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  // U+061C turns it, too; U+FEFF shows nothing.
  BOOST_TEST(escaped("\xD8\x9C") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  BOOST_TEST(escaped("\xEF\xBB\xBF") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

// RFC 4648 section 10.
BOOST_AUTO_TEST_CASE(base64_matches_the_vectors_of_the_rfc) {
  BOOST_TEST(base64("") == "");
  BOOST_TEST(base64("f") == "Zg==");
  BOOST_TEST(base64("fo") == "Zm8=");
  BOOST_TEST(base64("foo") == "Zm9v");
  BOOST_TEST(base64("foob") == "Zm9vYg==");
  BOOST_TEST(base64("fooba") == "Zm9vYmE=");
  BOOST_TEST(base64("foobar") == "Zm9vYmFy");
}

BOOST_AUTO_TEST_CASE(numbers_are_written_without_a_locale) {
  BOOST_TEST(fixed(0.1735, 3) == "0.173");
  BOOST_TEST(fixed(-0.0001, 3) == "0.000");
  BOOST_TEST(fixed(1.0 / 0.0 - 1.0 / 0.0, 3) == "undefined");
  BOOST_TEST(signed_fixed(0.47, 2) == "+0.47");
  BOOST_TEST(signed_fixed(-0.47, 2) == "-0.47");
  BOOST_TEST(signed_fixed(0.0001, 2) == "0.00");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
