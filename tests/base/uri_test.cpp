#include "core/base/uri.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(uri_test)

// RFC 3986, 2.3: what is unreserved.
BOOST_AUTO_TEST_CASE(what_is_unreserved_stands_as_it_is) {
  BOOST_TEST(uri_path("/AZ/az/09-._~") == "/AZ/az/09-._~");
  BOOST_TEST(uri_path("") == "");
}

// As Python's urllib.parse.quote(path, safe="/").
BOOST_AUTO_TEST_CASE(every_other_byte_is_escaped_in_capitals) {
  BOOST_TEST(uri_path("my total?#%") == "my%20total%3F%23%25");
  BOOST_TEST(uri_path("\xc3\xa4") == "%C3%A4");
  BOOST_TEST(uri_path(std::string("a\0b\x7f", 4)) == "a%00b%7F");
  BOOST_TEST(uri_path("k=1,@+") == "k%3D1%2C%40%2B");
}

BOOST_AUTO_TEST_CASE(delimiters_that_are_kept_stand_too) {
  BOOST_TEST(uri_path("k=1,@+ &", "=+,@") == "k=1,@+%20%26");
}

// As Python's urllib.parse.unquote.
BOOST_AUTO_TEST_CASE(a_path_comes_back_from_its_uri) {
  const std::string path("my total?#%/a\0\xc3\xa4k=1", 20);
  BOOST_TEST(path_of_uri(uri_path(path)) == path);
  BOOST_TEST(path_of_uri("a%2fb%2") == "a/b%2");
  BOOST_TEST(path_of_uri("%zz%") == "%zz%");
}

BOOST_AUTO_TEST_SUITE_END()
