#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "tests/cli/place.h"
#include "tests/support/temp_folder.h"
#include "tools/cli/commands/sarif.h"

namespace moonstain {

namespace {

// `second` changes nothing, line 3; no output needs the number of line 4.
constexpr const char* kIdle = R"(local ms = require 'moonstain'
local first = ms.param { name = 'first', default = 1, 'a number' }
local second = ms.param { name = 'second', default = 2, 'another' }
local idle = ms.number { value = 7 }
return { total = ms.number { value = first } }
)";

// What the schema of SARIF 2.1.0 asks of a file, as far as code hosts read it.
void check_form(const Json& json) {
  BOOST_TEST(json.at("$schema") ==
             "https://json.schemastore.org/sarif-2.1.0.json");
  BOOST_TEST(json.at("version") == "2.1.0");
  BOOST_REQUIRE(json.at("runs").is_array() && json["runs"].size() == 1);
  const Json& run = json["runs"][0];
  const Json& driver = run.at("tool").at("driver");
  BOOST_TEST(driver.at("name") == "moonstain-lint");
  BOOST_REQUIRE(run.at("results").is_array());
  for (const Json& result : run["results"]) {
    const Json& rule =
        driver.at("rules").at(result.at("ruleIndex").get<std::size_t>());
    BOOST_TEST(rule.at("id") == result.at("ruleId"));
    BOOST_TEST(rule.at("shortDescription").at("text").is_string());
    const std::string level = result.at("level");
    BOOST_TEST((level == "error" || level == "warning" || level == "note"));
    BOOST_TEST(result.at("message").at("text").is_string());
    BOOST_REQUIRE(result.at("locations").is_array());
    const Json& place = result["locations"].at(0).at("physicalLocation");
    BOOST_TEST(place.at("region").at("startLine").get<int>() >= 1);
    const std::string uri = place.at("artifactLocation").at("uri");
    BOOST_TEST(!uri.starts_with("/"));
    BOOST_TEST(uri.find_first_of(" \\%") == std::string::npos);
  }
}

const Json& location(const Json& json, std::size_t i) {
  return json["runs"][0]["results"].at(i)["locations"][0]["physicalLocation"];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lint_test)

BOOST_AUTO_TEST_CASE(a_code_host_is_told_the_line_in_the_repository) {
  const Place place(kIdle);
  make_folders(place.root() / "home/.git");
  const Said said = place.run("lint sum --sarif found.sarif");
  BOOST_TEST(said.code == 0);
  BOOST_TEST(holds(said.out, "recipe.lua:4: number: no output needs it\n"));
  const Json json =
      parse_json(read_file(place.here() / "found.sarif"), "found.sarif");
  check_form(json);
  const Json& results = json["runs"][0]["results"];
  BOOST_REQUIRE(results.size() == 2);
  BOOST_TEST(results[0]["message"]["text"] == "number: no output needs it");
  BOOST_TEST(results[0]["ruleId"] == "MS003");
  BOOST_TEST(results[0]["level"] == "warning");
  BOOST_TEST(location(json, 0)["artifactLocation"]["uri"] ==
             "recipes/sum/recipe.lua");
  BOOST_TEST(location(json, 0)["region"]["startLine"] == 4);
  // A param has no line of its own.
  BOOST_TEST(results[1]["message"]["text"] ==
             "param second changes nothing: tried 3");
  BOOST_TEST(location(json, 1)["region"]["startLine"] == 1);
}

// Numbers without sections: nothing of them is called clean.
BOOST_AUTO_TEST_CASE(the_model_info_sheet_is_printed_where_it_is_asked_for) {
  const Place place(kIdle);
  const Said plain = place.run("lint sum");
  BOOST_TEST(!holds(plain.out, "model info sheet"));
  const Said said = place.run("lint sum --sheet");
  BOOST_TEST(said.code == plain.code);
  BOOST_TEST(holds(said.out,
                   "model info sheet\n"
                   "  L1.1 no test set: not known here\n"
                   "    No step here declares a score, so that the tracer has "
                   "nothing to compare.\n"
                   "    ask: On which units that it was not fitted to is each "
                   "number, and who chose epoch and settings by what?\n"));
}

BOOST_AUTO_TEST_CASE(nothing_found_is_a_file_with_no_results) {
  const Place place(kSum);
  place.run("lint sum --sarif found.sarif");
  const Json json =
      parse_json(read_file(place.here() / "found.sarif"), "found.sarif");
  check_form(json);
  BOOST_TEST(json["runs"][0]["results"] == Json::array());
}

BOOST_AUTO_TEST_CASE(places_are_lines_and_uris) {
  const TempFolder folder;  // in no repository
  const auto uri_of = [&](const std::string& where) {
    return sarif({{"leak", "error", "text", where}},
                 concat(folder.path.native(), "/a recipe/"), "1");
  };
  Json json = uri_of("recipe.lua:31 (recipes/lib/hist.lua:12)");
  BOOST_TEST(location(json, 0)["artifactLocation"]["uri"] ==
             "a%20recipe/recipe.lua");
  BOOST_TEST(location(json, 0)["region"]["startLine"] == 31);
  json = uri_of("parts/\xc3\xa4.lua:7");
  BOOST_TEST(location(json, 0)["artifactLocation"]["uri"] ==
             "a%20recipe/parts/%C3%A4.lua");
  for (const std::string odd : {"", "genes.txt", "recipe.lua:", "a:b", ":3"}) {
    json = uri_of(odd);
    BOOST_TEST(location(json, 0)["artifactLocation"]["uri"] ==
               "a%20recipe/recipe.lua");
    BOOST_TEST(location(json, 0)["region"]["startLine"] == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_plan_as_a_picture_has_a_box_for_each_call) {
  const Place place(kSum);
  const Said said = place.run("plan sum --graph svg");
  BOOST_TEST(said.code == 0);
  BOOST_TEST(said.out.starts_with(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"490\" "
      "height=\"86\" viewBox=\"0 0 490 86\""));
  BOOST_TEST(holds(said.out, "<title>Plan of sum</title>"));
  BOOST_TEST(holds(said.out, "<title>number, recipe.lua:4, 3 times</title>"));
  BOOST_TEST(holds(said.out, "<title>sum, recipe.lua:5</title>"));
  // From the right side of one box to the left side of the other.
  BOOST_TEST(holds(said.out, "d=\"M210 43C245 43 245 43 280 43\""));
  BOOST_TEST(holds(said.out, "fill=\"#ffffff\""));
  BOOST_TEST(!holds(said.out, "fill=\"#dddddd\""));
  place.run("run sum");
  BOOST_TEST(!holds(place.run("plan sum --graph svg").out, "fill=\"#ffffff\""));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
