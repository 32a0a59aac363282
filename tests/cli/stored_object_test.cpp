#include "tools/cli/stored_object.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/store/store.h"
#include "tests/support/damage.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(stored_object_test)

BOOST_AUTO_TEST_CASE(a_flipped_bit_is_named_and_what_makes_it_anew) {
  const TempFolder folder;
  const Workspace workspace{folder.path / ".moonstain"};
  make_workspace(workspace);
  Store store(workspace);
  const fs::path stage = workspace.stage() / "x";
  make_folders(stage);
  const auto made =
      store.publish(stage, {{"file", write_file(stage / "file", "one")}},
                    [](const StoredObject&) { return true; });
  const fs::path object = store.path(made.digest);
  BOOST_CHECK_NO_THROW(check_whole(object));
  flip(object / "file", 1);
  const std::string begin = concat("object ", made.digest.hex());
  const std::string error = error_of([&] { check_whole(object); });
  const std::string end =
      "; `moonstain verify` sets it aside, then the run makes it again when it "
      "is repeated";
  BOOST_TEST(error.starts_with(begin));
  BOOST_TEST(error.ends_with(end));
  BOOST_TEST(error.size() > begin.size() + end.size());
  BOOST_TEST(error_of([&] {
               check_whole(object, "tea is made");
             }).ends_with("sets it aside, then tea is made"));
}

BOOST_AUTO_TEST_CASE(a_reader_that_dies_ends_in_an_error) {
  BOOST_CHECK_NO_THROW(try_shut_in(60, [] {}));
  BOOST_TEST(error_of([] { try_shut_in(60, [] { fail("no table"); }); }) ==
             "no table");
  BOOST_TEST(error_of([] { try_shut_in(60, [] { std::abort(); }); })
                 .starts_with("cannot be read: the reader was ended by signal "
                              "6"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
