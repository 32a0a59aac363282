// `moonstain claims` of recipes that state none.

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/json.h"
#include "tests/cli/place.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(claims_test)

BOOST_AUTO_TEST_CASE(claims_that_no_recipe_names_are_told) {
  const Place place(kSum);
  BOOST_TEST(!holds(place.run("claims sum").out, "note:"));
  place.write("home/recipes/sum/expected.json", "{}");
  const Said said = place.run("claims sum");
  BOOST_TEST(said.code == 0);
  BOOST_TEST(holds(
      said.out,
      "note: sum: expected.json lies beside recipe.lua, which does not name "
      "it, so that its claims are not listed; ms.findings { expected = "
      "ms.source { \"expected.json\", learned_from = \"nothing\" } } takes "
      "them\n"));
  const Json json = parse_json(place.run("claims sum --json").out, "claims");
  BOOST_TEST(json.at("notes").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_paper_that_is_still_to_be_named_is_not_listed) {
  const std::string none = "none yet: authors, year, doi";
  const Place place("-- A title.\n--\n-- Paper     " + none + "\n" + kSum);
  BOOST_TEST(!holds(place.run("claims sum").out, none));
  const Place named("-- A title.\n--\n-- Paper     Me 2020\n" + kSum);
  BOOST_TEST(holds(named.run("claims sum").out, "Me 2020: 0 claims"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
