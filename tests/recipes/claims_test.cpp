// The list of claims against the files that state them.

#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <set>
#include <sstream>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/eval/findings/expected.h"
#include "tests/recipes/whole_program.h"

using namespace moonstain;

namespace {

/// Folders of recipes that state claims, and how many they state.
struct Stated {
  std::string recipes;  ///< " recipes/demo recipes/ghist_cells"
  std::size_t claims = 0;
};

Stated stated_claims() {
  Stated stated;
  for (const std::string& recipe : list_folder("recipes")) {
    const fs::path folder = fs::path("recipes") / recipe;
    if (!is_folder(folder)) continue;
    std::size_t claims = 0;
    for (const std::string& name : list_folder(folder)) {
      if (!name.starts_with("expected") || !name.ends_with(".json")) continue;
      claims += parse_expected(read_file(folder / name), name).size();
    }
    if (claims == 0) continue;
    stated.recipes += concat(" recipes/", recipe);
    stated.claims += claims;
  }
  return stated;
}

// A text whose lines are one.
std::string words_of(const std::string& text) {
  std::istringstream in(text);
  std::string words;
  for (std::string word; in >> word;) words += word + " ";
  return words;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(claims_test)

// Also those of outputs that only the paper's profile makes, and those of a
// file that two outputs are held against.
BOOST_AUTO_TEST_CASE(every_claim_beside_a_recipe_is_listed_once) {
  const WholeProgram program;
  const Stated stated = stated_claims();
  BOOST_TEST_REQUIRE(stated.claims > 0U);
  const Json listed =
      parse_json(program.say("claims --json" + stated.recipes), "claims");
  BOOST_TEST(listed.at("claims").size() == stated.claims);
  BOOST_TEST(listed.at("counts").at("recipes_not_planned") == 0);
  std::set<std::string> outputs;
  std::set<std::string> recipes;
  for (const Json& claim : listed.at("claims")) {
    recipes.insert(claim.at("recipe"));
    if (claim.at("recipe") == "ghist_cells") outputs.insert(claim.at("output"));
    BOOST_TEST(claim.at("output") != "normalised");
  }
  BOOST_TEST(outputs.contains("no_reference"));
  BOOST_TEST(recipes.contains("ghist_spots"));

  // As the first page of the project says, where nothing has run.
  std::set<std::string> papers;
  for (const Json& claim : listed.at("claims")) {
    if (claim.at("paper") != "") papers.insert(claim.at("paper"));
  }
  const Json& counts = listed.at("counts");
  const Json& published = counts.at("as_published");
  BOOST_TEST(words_of(read_file("README.md"))
                 .find(words_of(concat(
                     "lists ", counts.at("claims").get<int>(), " claims of ",
                     papers.size(), " papers. As published ",
                     published.at("cannot be tested here").get<int>(),
                     " cannot be tested on the data at hand, each with what is "
                     "missing, and ",
                     published.at("not run here").get<int>(),
                     " are held against our number once their recipe has run "
                     "here; ",
                     counts.at("excluded_by_arithmetic").get<int>(),
                     " published numbers do not exclude"))) !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
