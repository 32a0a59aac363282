#include "bindings/bundle/recipe_shelf.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

const std::string kCommit(40, 'a');

std::string refused(const std::string& index) {
  const TempFolder folder;
  write_file(folder / "shelf.json", index);
  return error_of([&] { RecipeShelf::read(folder.path); }, folder.path);
}

std::string refused_recipe(const std::string& entry) {
  return refused(R"({"shelf": 1, "recipes": {"r": )" + entry + "}}");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recipe_shelf_test)

BOOST_AUTO_TEST_CASE(an_index_comes_back) {
  const TempFolder folder;
  BOOST_TEST(!RecipeShelf::is_there(folder.path));
  RecipeShelf shelf{folder.path, {}};
  shelf.recipes["first"] = {"first.moon", sha256("x")};
  shelf.recipes["own"] = {"sub/own", std::nullopt};
  shelf.write();
  BOOST_TEST(RecipeShelf::is_there(folder.path));
  const RecipeShelf read = RecipeShelf::read(folder.path);
  BOOST_TEST(read.recipes.size() == 2U);
  BOOST_TEST(read.recipes.at("first").path == "first.moon");
  BOOST_TEST((read.recipes.at("first").sha256 == sha256("x")));
  BOOST_TEST(read.recipes.at("own").path == "sub/own");
  BOOST_TEST(!read.recipes.at("own").sha256.has_value());
}

BOOST_AUTO_TEST_CASE(an_index_of_another_form_is_refused) {
  BOOST_TEST(refused(R"({"shelf": 2, "recipes": {}})") ==
             "shelf.json: is an index of form 2, this moonstain reads form 1");
  BOOST_TEST(refused(R"({"shelf": 1, "recipes": []})") ==
             "shelf.json: member 'recipes' must be an object");
  BOOST_TEST(refused(R"({"shelf": 1, "recipes": {"a/b": {}}})") ==
             "shelf.json: 'a/b' is no name of a recipe");
  BOOST_TEST(refused_recipe("{}") ==
             "shelf.json: recipe r: expected a \"file\" with its \"sha256\", "
             "or a \"folder\"");
  BOOST_TEST(refused_recipe(R"({"file": "r.moon", "folder": "r"})") ==
             "shelf.json: recipe r: expected a \"file\" with its \"sha256\", "
             "or a \"folder\"");
}

// A bundle without a pinned digest is on no shelf.
BOOST_AUTO_TEST_CASE(a_bundle_needs_its_digest) {
  BOOST_TEST(refused_recipe(R"({"file": "r.moon"})")
                 .starts_with("shelf.json: recipe r: "));
  BOOST_TEST(refused_recipe(R"({"file": "r.moon", "sha256": "9f2c"})")
                 .starts_with("shelf.json: recipe r: "));
}

BOOST_AUTO_TEST_CASE(a_path_that_leads_out_is_refused) {
  for (const std::string path : {"../r", "/r", "a/../../r", ""}) {
    BOOST_TEST(refused_recipe("{\"folder\": \"" + path + "\"}") ==
               "shelf.json: recipe r: '" + path + "' leads out of the shelf");
  }
}

BOOST_AUTO_TEST_CASE(the_commit_of_a_checkout_is_known) {
  const TempFolder folder;
  make_folders(folder / "lab/.git/refs/heads/x");
  make_folders(folder / "lab/deep");
  write_file(folder / "lab/.git/HEAD", kCommit + "\n");
  BOOST_TEST(git_commit(folder / "lab/deep") == kCommit);
  rewrite(folder / "lab/.git/HEAD", "ref: refs/heads/x/main\n");
  BOOST_TEST(git_commit(folder / "lab") == "");
  write_file(folder / "lab/.git/packed-refs",
             "# pack-refs with: peeled fully-peeled sorted\n" +
                 std::string(40, 'b') + " refs/heads/x/main\n");
  BOOST_TEST(git_commit(folder / "lab") == std::string(40, 'b'));
  write_file(folder / "lab/.git/refs/heads/x/main", kCommit + "\n");
  BOOST_TEST(git_commit(folder / "lab") == kCommit);
}

// As `git worktree add` lays it out.
BOOST_AUTO_TEST_CASE(the_commit_of_a_worktree_is_known) {
  const TempFolder folder;
  make_folders(folder / "lab/.git/refs/heads");
  make_folders(folder / "lab/.git/worktrees/w");
  make_folders(folder / "w");
  write_file(folder / "lab/.git/refs/heads/side", kCommit + "\n");
  write_file(folder / "lab/.git/worktrees/w/HEAD", "ref: refs/heads/side\n");
  write_file(folder / "lab/.git/worktrees/w/commondir", "../..\n");
  write_file(folder / "w/.git",
             "gitdir: " + (folder / "lab/.git/worktrees/w").string() + "\n");
  BOOST_TEST(git_commit(folder / "w") == kCommit);
}

BOOST_AUTO_TEST_CASE(what_names_no_commit_gives_none) {
  const TempFolder folder;
  make_folders(folder / "lab/.git");
  BOOST_TEST(git_commit(folder / "lab") == "");
  write_file(folder / "lab/.git/HEAD", "ref: ../../../etc/passwd\n");
  BOOST_TEST(git_commit(folder / "lab") == "");
  rewrite(folder / "lab/.git/HEAD", "\x1b[2J" + kCommit);
  BOOST_TEST(git_commit(folder / "lab") == "");
  BOOST_TEST(git_commit(folder / "gone") == "");
}

BOOST_AUTO_TEST_SUITE_END()
