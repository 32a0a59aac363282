#include "tools/cli/json_stream.h"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(json_stream_test)

// Whatever the members hold, also what looks like a member of the stream.
BOOST_AUTO_TEST_CASE(a_stream_has_the_bytes_of_pretty_json) {
  const Json object = {{"text", "\"b\": []\nline"}, {"list", {1, 2}}};
  for (const std::size_t count : {0, 1, 3}) {
    const Json whole = {
        {"a", {object, {{"deep", {object}}}}},
        {"b", std::vector<Json>(count, object)},
        {"c", Json::object()},
        {"d", "\"b\": []"},
    };
    std::string text;
    JsonStream stream([&](std::string_view piece) { text += piece; });
    stream.member("a", whole["a"]);
    stream.list("b", count, [&](std::size_t) { return object; });
    stream.member("c", whole["c"]);
    stream.member("d", whole["d"]);
    stream.end();
    BOOST_TEST(text == pretty_json(whole));
  }
}

BOOST_AUTO_TEST_CASE(names_come_in_the_order_of_their_bytes) {
  JsonStream stream([](std::string_view) {});
  stream.member("b", 1);
  BOOST_TEST(error_of([&] { stream.member("a", 1); }) ==
             "member 'a' comes behind 'b'; expected the order of their bytes");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
