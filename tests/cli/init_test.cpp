#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/path.h"
#include "tests/cli/place.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(init_test)

BOOST_AUTO_TEST_CASE(a_new_recipe_has_its_name_and_what_an_editor_needs) {
  const Place place(kSum);
  const Said said = place.run("init lab/mine");
  BOOST_TEST(said.code == 0);
  BOOST_TEST(said.out ==
             "made lab/mine: recipe.lua, README.md, and .luarc.json for "
             "editors\nnext: moonstain run lab/mine\n");
  const fs::path mine = place.here() / "lab/mine";
  BOOST_TEST(read_file(mine / "recipe.lua").starts_with("-- mine: "));
  BOOST_TEST(read_file(mine / "README.md").starts_with("# mine\n"));
  BOOST_TEST(!holds(read_file(mine / "recipe.lua"), "@"));
  BOOST_TEST(holds(read_file(mine / ".luarc.json"),
                   "\"runtime.version\": \"LuaJIT\""));
  // The steps of this very program.
  BOOST_TEST(read_file(mine / ".luals/moonstain.lua") ==
             place.run("steps --lua").out);
  BOOST_TEST(
      (list_folder(place.here() / "lab") == std::vector<std::string>{"mine"}));
}

BOOST_AUTO_TEST_CASE(what_is_there_stays_as_it_is) {
  const Place place(kSum);
  make_folders(place.here() / "empty");
  place.write("here/file", "text");
  replace_link("nowhere", place.here() / "link");
  for (const std::string name : {"empty", "empty/", "file", "link"}) {
    const Said said = place.run("init " + name);
    BOOST_TEST(said.code == 2);
    const std::string shown = name == "empty/" ? "empty" : name;
    BOOST_TEST(said.err ==
               concat("moonstain: init: ", shown,
                      " is there already and stays as it is; give the recipe "
                      "another name\n"));
  }
  BOOST_TEST(read_file(place.here() / "file") == "text");
  BOOST_TEST(list_folder(place.here() / "empty").empty());
}

BOOST_AUTO_TEST_CASE(a_name_that_results_could_not_have_is_refused) {
  const Place place(kSum);
  const std::string expected =
      " cannot be a recipe's name; expected a letter, then letters, digits, _ "
      "and -, 64 at most\n";
  for (const std::string name :
       {"9a", "a b", ".hidden", "..", "a=1", "naïve"}) {
    const Said said = place.run(concat("init '", name, "'"));
    BOOST_TEST(said.code == 2);
    BOOST_TEST(said.err == concat("moonstain: init: '", name, "'", expected));
  }
  const std::string longest(64, 'a');
  BOOST_TEST(place.run("init " + longest + "a").err ==
             concat("moonstain: init: '", longest, "a'", expected));
  BOOST_TEST(place.run("init " + longest).code == 0);
  BOOST_TEST(list_folder(place.here()).size() == 1);
}

BOOST_AUTO_TEST_CASE(a_folder_that_may_not_be_written_leaves_nothing) {
  if (::geteuid() == 0) return;  // root may write everywhere
  const Place place(kSum);
  make_folders(place.here() / "shut");
  make_read_only(place.here() / "shut");
  const Said said = place.run("init shut/mine");
  BOOST_TEST(said.code == 2);
  BOOST_TEST(list_folder(place.here() / "shut").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
