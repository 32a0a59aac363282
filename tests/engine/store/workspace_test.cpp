#include "core/engine/store/workspace.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

struct Place {
  TempFolder folder;
  Workspace workspace{folder.path / ".moonstain"};
  Place() { make_workspace(workspace); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(workspace_test)

// As a stranger's archive may bring it: a run empties its stage.
BOOST_AUTO_TEST_CASE(a_link_to_a_folder_in_a_workspace_is_refused) {
  for (const char* name :
       {"store", "stage", "plans", "runs", "damaged", "slurm"}) {
    Place place;
    make_folders(place.folder.path / "mine");
    const fs::path link = place.workspace.root / name;
    remove_tree(link);
    replace_link("../mine", link);
    BOOST_TEST(error_of([&] { make_workspace(place.workspace); }) ==
               concat("workspace ", place.workspace.root.native(), ": ", name,
                      " is a link to a folder; what lies behind it is not "
                      "removed or written. Put the folder itself there, or "
                      "move the whole workspace and name it with "
                      "--workspace"));
  }
}

BOOST_AUTO_TEST_CASE(a_workspace_may_be_a_link) {
  TempFolder folder;
  make_folders(folder.path / "disk");
  replace_link("disk", folder.path / ".moonstain");
  make_workspace({folder.path / ".moonstain"});
  BOOST_TEST(is_folder_itself(folder.path / "disk/store"));
}

BOOST_AUTO_TEST_CASE(things_of_another_kind_are_put_aside) {
  Place place;
  const fs::path root = place.workspace.root;
  remove_tree(root / "stage");
  BOOST_REQUIRE(::mkfifo((root / "stage").c_str(), 0644) == 0);
  remove_tree(root / "plans");
  replace_link("nowhere", root / "plans");
  write_file(root / "damaged", "a file");
  write_file(place.folder.path / "mine", "");
  replace_link("../mine", root / "ledger.sqlite");
  make_folders(root / "engine.json");
  make_workspace(place.workspace);
  const auto lock = EngineLock::try_take(place.workspace, "a test");
  BOOST_REQUIRE(lock.has_value());
  const std::vector<std::string> notes = put_odd_aside(place.workspace);
  const std::string at = root.native();
  const std::vector<std::string> expected = {
      at + "/stage is no folder; it is kept as " + at + "/damaged/stage",
      at + "/plans is no folder; it is kept as " + at + "/damaged/plans",
      at + "/ledger.sqlite is no file; it is kept as " + at +
          "/damaged/ledger.sqlite"};
  BOOST_TEST(notes == expected, boost::test_tools::per_element());
  BOOST_TEST(read_file(root / "damaged-1") == "a file");
  BOOST_TEST(is_folder_itself(root / "damaged/engine.json"));
  BOOST_TEST(is_folder_itself(root / "stage"));
  BOOST_TEST(is_folder_itself(root / "plans"));
  BOOST_TEST(!entry_exists(root / "ledger.sqlite"));
  BOOST_TEST(path_exists(place.folder.path / "mine"));
  BOOST_TEST(put_odd_aside(place.workspace).empty());
}

// An engine whose lock file was removed still has the workspace.
BOOST_AUTO_TEST_CASE(a_removed_lock_file_lets_no_second_engine_in) {
  Place place;
  auto first = EngineLock::try_take(place.workspace, "moonstain run a");
  BOOST_REQUIRE(first.has_value());
  remove_file(place.workspace.lock());
  BOOST_TEST(!EngineLock::try_take(place.workspace, "moonstain run b"));
  BOOST_TEST(lock_holder(place.workspace).ends_with(": moonstain run a"));
  first.reset();
  BOOST_TEST(EngineLock::try_take(place.workspace, "b").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
