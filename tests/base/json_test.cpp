#include "core/base/json.h"

#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

std::string of_bits(std::uint64_t bits) {
  return canonical_json(Json(std::bit_cast<double>(bits)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_test)

// RFC 8785, appendix B (numbers); where ours parts from it, integers in
// double form carry ".0".
BOOST_AUTO_TEST_CASE(doubles_are_written_as_the_standard_says) {
  BOOST_TEST(of_bits(0x0000000000000001) == "5e-324");
  BOOST_TEST(of_bits(0x7fefffffffffffff) == "1.7976931348623157e+308");
  BOOST_TEST(of_bits(0x4340000000000000) == "9007199254740992.0");
  BOOST_TEST(of_bits(0x4430000000000000) == "295147905179352830000.0");
  BOOST_TEST(of_bits(0x44b52d02c7e14af5) == "9.999999999999997e+22");
  BOOST_TEST(of_bits(0x44b52d02c7e14af6) == "1e+23");
  BOOST_TEST(of_bits(0x444b1ae4d6e2ef4e) == "999999999999999700000.0");
  BOOST_TEST(of_bits(0x444b1ae4d6e2ef50) == "1e+21");
  BOOST_TEST(of_bits(0x3eb0c6f7a0b5ed8d) == "0.000001");
  BOOST_TEST(of_bits(0x3eb0c6f7a0b5ed8c) == "9.999999999999997e-7");
  BOOST_TEST(of_bits(0x41b3de4355555553) == "333333333.3333332");
  BOOST_TEST(of_bits(0xbecbf647612f3696) == "-0.0000033333333333333333");
  BOOST_TEST(canonical_json(Json(0.0)) == "0.0");
  BOOST_TEST(canonical_json(Json(-0.0)) == "-0.0");
}

BOOST_AUTO_TEST_CASE(an_integer_and_a_double_of_one_value_differ) {
  BOOST_TEST(canonical_json(Json(1)) == "1");
  BOOST_TEST(canonical_json(Json(1.0)) == "1.0");
  BOOST_TEST(canonical_json(Json(INT64_MIN)) == "-9223372036854775808");
  BOOST_TEST(canonical_json(Json(UINT64_MAX)) == "18446744073709551615");
}

// RFC 8785, 3.2.2 and 3.2.3 in small: members sorted, the short escapes.
BOOST_AUTO_TEST_CASE(members_are_sorted_and_text_is_escaped) {
  const Json value = parse_json(
      R"({"b": [true, null, "€$\u000f\nA'B\"\\/"], "a": {"z": 2, "y": []}})",
      "test");
  BOOST_TEST(canonical_json(value) ==
             R"({"a":{"y":[],"z":2},"b":[true,null,"€$\u000f\nA'B\"\\/"]})");
}

BOOST_AUTO_TEST_CASE(words_of_a_text_have_no_quotes) {
  BOOST_TEST(json_words(Json("a \"b\"")) == "a \"b\"");
  BOOST_TEST(json_words(Json(1.0)) == "1.0");
  BOOST_TEST(json_words(Json{"a", true}) == "[\"a\",true]");
}

BOOST_AUTO_TEST_CASE(what_has_no_form_is_refused) {
  BOOST_CHECK_THROW(
      canonical_json(Json(std::numeric_limits<double>::quiet_NaN())), Error);
  BOOST_CHECK_THROW(canonical_json(Json(INFINITY)), Error);
  BOOST_CHECK_THROW(canonical_json(Json("\xff")), Error);
  BOOST_CHECK_THROW(canonical_json(Json("\xed\xa0\x80")), Error);  // surrogate
  BOOST_CHECK_THROW(canonical_json(Json("\xc0\xaf")), Error);      // overlong
}

BOOST_AUTO_TEST_CASE(an_error_of_parsing_says_where) {
  BOOST_TEST(error_of([&] {
               parse_json("{\"a\": 1,\n  \"b\": x}", "manifest her2st");
             }) ==
             "manifest her2st: line 2, column 8: syntax error while parsing "
             "value - invalid literal; last read: '\"b\": x'");
  BOOST_TEST(error_of([&] { parse_json(R"({"a": 1, "a": 2})", "x.json"); }) ==
             "x.json: member 'a' is named twice");
  BOOST_TEST(error_of([&] { parse_json(" \n", "x.json"); }) ==
             "x.json: is empty, expected JSON");
  BOOST_TEST(error_of([&] {
               parse_json(std::string("\x1f\x8b\b\0\0", 5), "x.json");
             }) == "x.json: is packed by gzip, expected JSON; unpack it");
}

// Writing a value and comparing two goes by recursion.
BOOST_AUTO_TEST_CASE(a_value_of_very_many_levels_is_refused) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  BOOST_TEST(parse_json(nested(100), "x.json").size() == 1);
  BOOST_TEST(error_of([&] { parse_json(nested(101), "x.json"); }) ==
             "x.json: nested in more than 100 levels");
  BOOST_TEST(error_of([&] { parse_json(nested(10'000'000), "x.json"); }) ==
             "x.json: nested in more than 100 levels");
  std::string objects;
  for (int i = 0; i < 101; ++i) objects += "{\"a\":";
  BOOST_TEST(error_of([&] { parse_json(objects, "x.json"); }) ==
             "x.json: nested in more than 100 levels");
}

BOOST_AUTO_TEST_CASE(members_are_read_by_type) {
  const Json value = parse_json(R"({"n": 3, "t": "x", "f": 0.5})", "x");
  BOOST_TEST(integer_member(value, "n", "x") == 3);
  BOOST_TEST(number_member(value, "f", "x") == 0.5);
  BOOST_TEST(text_member(value, "t", "x") == "x");
  BOOST_TEST(error_of([&] { text_member(value, "n", "x.json"); }) ==
             "x.json: member 'n' must be a text, found an "
             "integer");
  BOOST_TEST(error_of([&] { member(value, "m", "x.json"); }) ==
             "x.json: member 'm' is missing");
}

BOOST_AUTO_TEST_CASE(pretty_text_reads_back_equal) {
  const Json value = parse_json(R"({"a":[1,2,{"b":[]}],"c":{},"d":-0.0})", "x");
  BOOST_TEST(canonical_json(parse_json(pretty_json(value), "y")) ==
             canonical_json(value));
  BOOST_TEST(pretty_json(Json{{"a", {1, 2}}}) == "{\n  \"a\": [1, 2]\n}\n");
}

BOOST_AUTO_TEST_SUITE_END()
