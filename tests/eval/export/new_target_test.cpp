#include "core/eval/export/new_target.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

void fill(const fs::path& folder) { write_file(folder / "a", "x"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(new_target_test)

BOOST_AUTO_TEST_CASE(a_folder_gets_its_name_when_it_is_whole) {
  const TempFolder place;
  for (const char* name : {"new", "deep/er", "slash/"}) {
    make_new_folder(place / name, [&](const fs::path& folder) {
      BOOST_TEST(!path_exists((place / name) / "a"));
      fill(folder);
    });
    BOOST_TEST(read_file((place / name) / "a") == "x");
  }
  make_folders(place / "empty");
  make_new_folder(place / "empty", fill);
  BOOST_TEST(list_folder(place / "empty") == std::vector<std::string>{"a"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_one_that_failed_nothing_is_left) {
  const TempFolder place;
  BOOST_TEST(error_of([&] {
               make_new_folder(place / "new", [](const fs::path& folder) {
                 fill(folder);
                 fail("no");
               });
             }) == "no");
  BOOST_TEST(list_folder(place.path).empty());
}

// In a container the next export may have the number of one that was killed.
BOOST_AUTO_TEST_CASE(what_a_killed_one_has_left_goes_into_no_other) {
  const TempFolder place;
  const std::string left = "." + std::to_string(::getpid()) + ".new";
  make_folders(place / (".new" + left) / "deep");
  write_file(place / (".new" + left) / "old", "x");
  make_new_folder(place / "new", fill);
  BOOST_TEST(list_files(place / "new") == std::vector<std::string>{"a"},
             boost::test_tools::per_element());
  write_file(place / (".file" + left), "longer than x");
  make_new_file(place / "file", [](const fs::path& file) {
    BOOST_TEST(!entry_exists(file));
    write_file(file, "x");
  });
  BOOST_TEST(read_file(place / "file") == "x");
  BOOST_TEST(
      list_folder(place.path) == (std::vector<std::string>{"file", "new"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_there_is_left_alone_and_named) {
  const TempFolder place;
  make_folders(place / "full");
  fill(place / "full");
  const auto error = [&](auto make, const std::string& name) {
    return error_of(
        [&] { make(place / name, [](const fs::path&) { fail("called"); }); },
        place.path);
  };
  BOOST_TEST(error(make_new_folder, "full") ==
             "full is there and holds files; name a folder that is empty or "
             "not there");
  BOOST_TEST(error(make_new_folder, "full/a") ==
             "full/a is there and is no folder; name another one");
  BOOST_TEST(error(make_new_file, "full/a") ==
             "full/a is there already; name a file that is not, or remove it");
  BOOST_TEST(read_file((place / "full") / "a") == "x");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
