#include "tools/cli/recipe_head.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace moonstain;

namespace {

const std::string kRecipe =
    "-- What a recipe is about, with the word Paper in it.\n"
    "--\n"
    "-- Paper     Fu et al. 2025, doi:10.1/x\n"
    "-- Data      a crop: 2,189\n"
    "--           cells\n"
    "-- Expected  expected.json\n"
    "\n"
    "-- Departs   not the head\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(recipe_head_test)

BOOST_AUTO_TEST_CASE(a_word_of_the_head_has_its_lines) {
  BOOST_TEST(head_line(kRecipe, "Paper") == "Fu et al. 2025, doi:10.1/x");
  BOOST_TEST(head_line(kRecipe, "Data") == "a crop: 2,189 cells");
}

BOOST_AUTO_TEST_CASE(what_the_head_has_not_is_empty) {
  BOOST_TEST(head_line(kRecipe, "Method") == "");
  BOOST_TEST(head_line(kRecipe, "Departs") == "");
  BOOST_TEST(head_line("", "Paper") == "");
}

// As `init` begins a recipe.
BOOST_AUTO_TEST_CASE(a_paper_that_is_still_to_be_named_is_none) {
  BOOST_TEST(paper_of("-- A title.\n--\n-- Paper     none yet: authors, "
                      "year, doi\n") == "");
  BOOST_TEST(paper_of("-- Paper     Me 2020\n") == "Me 2020");
  BOOST_TEST(paper_of("-- A title.\n") == "");
}

BOOST_AUTO_TEST_SUITE_END()
