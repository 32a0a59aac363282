#include "core/engine/program/left_files.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(left_files_test)

BOOST_AUTO_TEST_CASE(what_was_left_is_copied_with_its_modes) {
  const TempFolder folder;
  make_folders(folder / "from/.cache");
  make_folders(folder / "to");
  write_file(folder / "from/.cache/fonts", "A");
  ::chmod((folder / "from/.cache/fonts").c_str(), 0640);
  BOOST_TEST(copy_left_files(folder / "from", folder / "to") == "");
  BOOST_TEST(read_file(folder / "to/.cache/fonts") == "A");
  struct stat info {};
  BOOST_TEST(::stat((folder / "to/.cache/fonts").c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777) == 0640U);
}

BOOST_AUTO_TEST_CASE(a_link_is_not_followed) {
  const TempFolder folder;
  make_folders(folder / "from");
  make_folders(folder / "to");
  std::filesystem::create_symlink("/etc/passwd", folder / "from/link");
  BOOST_TEST(copy_left_files(folder / "from", folder / "to") ==
             "it has left a link: link");
  BOOST_TEST(list_folder(folder / "to").empty());
}

BOOST_AUTO_TEST_CASE(a_process_of_its_own_begins_with_nothing) {
  const TempFolder folder;
  make_folders(folder / "from/.cache/deep");
  make_folders(folder / "to");
  write_file(folder / "from/a", "A");
  BOOST_TEST(copy_left_files(folder / "from", folder / "to") == "");
  BOOST_TEST(list_folder(folder / "to").size() == 2U);
  remove_copies(folder / "to");
  BOOST_TEST(list_folder(folder / "to").empty());
  BOOST_TEST(list_folder(folder / "from").size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
