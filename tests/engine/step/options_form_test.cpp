#include "core/engine/step/options_form.h"

#include <boost/test/unit_test.hpp>

#include "core/base/text.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

namespace {

const StepDecl& step() {
  static const Catalog catalog = Catalog::parse(parse_json(R"({"steps": [
      {"name": "s", "version": 1, "sentence": "", "numeric": "exact",
       "output": "T", "inputs": [],
       "options": [
         {"name": "zoom", "type": "number", "default": 1.0, "least": 0,
          "sentence": ""},
         {"name": "count", "type": "integer", "least": 1, "most": 9,
          "sentence": ""},
         {"name": "fast", "type": "flag", "default": false, "sentence": ""},
         {"name": "mode", "type": "choice", "choices": ["a", "b c"],
          "default": "a", "sentence": ""},
         {"name": "names", "type": "texts", "default": [], "sentence": ""},
         {"name": "note", "type": "text", "default": "", "sentence": ""},
         {"name": "sizes", "type": "numbers", "default": [], "sentence": ""}
       ]}]})",
                                                           "catalog"),
                                                "catalog");
  return catalog.step("s");
}

// The whole text with one value in the place of the default.
std::string with(const std::string& name, const std::string& value) {
  const std::vector<std::pair<std::string, std::string>> members = {
      {"count", "3"},   {"fast", "false"}, {"mode", "\"a\""}, {"names", "[]"},
      {"note", "\"\""}, {"sizes", "[]"},   {"zoom", "1.0"}};
  std::string text;
  for (const auto& [member, otherwise] : members) {
    text += concat(text.empty() ? "{" : ",", "\"", member,
                   "\":", member == name ? value : otherwise);
  }
  return text + "}";
}

bool holds(const std::string& name, const std::string& value) {
  return OptionsForm(step()).holds(with(name, value));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(options_form_test)

BOOST_AUTO_TEST_CASE(canonical_values_of_each_type_hold) {
  BOOST_TEST(OptionsForm(step()).holds(with("", "")));
  for (const std::string value : {"1", "9"}) BOOST_TEST(holds("count", value));
  for (const std::string value :
       {"0.0", "-0.0", "0.1", "1e+21", "5e-324", "123456789.25"}) {
    BOOST_TEST(holds("zoom", value), value);
  }
  BOOST_TEST(holds("fast", "true"));
  BOOST_TEST(holds("mode", "\"b c\""));
  for (const std::string value :
       {"\"plain\"", R"("quote \" and back \\ slash")", R"("\u0001\n")",
        "\"\xc3\xa9\""}) {
    BOOST_TEST(holds("note", value), value);
  }
  BOOST_TEST(holds("names", R"(["a","","b"])"));
  BOOST_TEST(holds("sizes", "[1.0,2.5]"));
}

// Each of these is a value that our own side would have written otherwise.
BOOST_AUTO_TEST_CASE(another_spelling_of_the_same_value_does_not_hold) {
  for (const std::string value : {"03", "3.0", "+3", " 3", "3 ", "\"3\""}) {
    BOOST_TEST(!holds("count", value), value);
  }
  for (const std::string value :
       {"1", "1.00", "0.10", "1e0", "01.0", "1e21", "-0", ".5"}) {
    BOOST_TEST(!holds("zoom", value), value);
  }
  for (const std::string value :
       {R"("\u0041")", R"("\/")", R"("\u000A")", "\"\x01\""}) {
    BOOST_TEST(!holds("note", value), value);
  }
  BOOST_TEST(!holds("names", R"(["a", "b"])"));
  BOOST_TEST(!holds("names", "{}"));
}

BOOST_AUTO_TEST_CASE(what_the_step_does_not_allow_does_not_hold) {
  for (const std::string value :
       {"0", "10", "null", "true", "9223372036854775808", ""}) {
    BOOST_TEST(!holds("count", value), value);
  }
  for (const std::string value : {"-1.0", "1e+999", "nan", "inf", "null"}) {
    BOOST_TEST(!holds("zoom", value), value);
  }
  for (const std::string value : {"\"c\"", "\"A\"", "1", "\"a"}) {
    BOOST_TEST(!holds("mode", value), value);
  }
  for (const std::string value : {"\"\xff\"", "\"", "[]", "\"a\"\"b\""}) {
    BOOST_TEST(!holds("note", value), value);
  }
  for (const std::string value :
       {"[1]", "[\"a\",]", "[,]", "[\"a\"", "\"a\""}) {
    BOOST_TEST(!holds("names", value), value);
  }
}

BOOST_AUTO_TEST_CASE(members_must_be_all_there_in_order_and_nothing_else) {
  const OptionsForm form(step());
  const std::string whole = with("", "");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST(!form.holds(whole.substr(0, size)), size);
  }
  BOOST_TEST(!form.holds(whole + " "));
  BOOST_TEST(!form.holds(whole + whole));
  BOOST_TEST(!form.holds("{}"));
  BOOST_TEST(!form.holds(
      R"({"fast":false,"count":3,"mode":"a","names":[],"note":"","sizes":[],)"
      R"("zoom":1.0})"));
  BOOST_TEST(!form.holds(
      R"({"count":3,"extra":1,"fast":false,"mode":"a","names":[],"note":"",)"
      R"("sizes":[],"zoom":1.0})"));
}

// What is written for a value of Lua is what the general way gives.
BOOST_AUTO_TEST_CASE(what_is_appended_is_what_complete_options_gives) {
  const auto appended = [](const char* name, auto value) {
    std::string text;
    const bool good =
        OptionsForm::append(text, *step().find_option(name), value);
    return good ? text : "no";
  };
  BOOST_TEST(appended("count", 4.0) == "4");
  BOOST_TEST(appended("zoom", 4.0) == "4.0");
  BOOST_TEST(appended("zoom", 0.1) == "0.1");
  BOOST_TEST(appended("zoom", -0.0) == "-0.0");
  BOOST_TEST(appended("fast", true) == "true");
  BOOST_TEST(appended("mode", std::string_view("b c")) == "\"b c\"");
  BOOST_TEST(appended("note", std::string_view("x")) == "\"x\"");
  // Left to the general way, which says what is wrong or writes it.
  BOOST_TEST(appended("count", 4.5) == "no");
  BOOST_TEST(appended("count", 10.0) == "no");
  BOOST_TEST(appended("count", true) == "no");
  BOOST_TEST(appended("zoom", -1.0) == "no");
  BOOST_TEST(appended("zoom", 1.0 / 0.0) == "no");
  BOOST_TEST(appended("fast", 1.0) == "no");
  BOOST_TEST(appended("mode", std::string_view("c")) == "no");
  BOOST_TEST(appended("note", std::string_view("\n")) == "no");
  BOOST_TEST(appended("note", std::string_view("a\"b")) == "no");
  BOOST_TEST(appended("names", std::string_view("x")) == "no");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
