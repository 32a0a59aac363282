#include "core/engine/program/packages.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(packages_test)

BOOST_AUTO_TEST_CASE(a_lock_and_an_interpreter_name_a_folder) {
  const TempFolder folder;
  ::setenv("MOONSTAIN_PYTHON", folder.path.c_str(), 1);
  const Digest python = Digest::from_hex(std::string(64, 'a'));
  // printf 'numpy==2.0 --hash=x\n' | sha256sum
  const std::string lock = "numpy==2.0 --hash=x\n";
  const fs::path place = folder / "5c8f0788114dea89-aaaaaaaaaaaaaaaa";
  BOOST_TEST(error_of([&] { find_packages(lock, python); }) ==
             "the packages of its requirements.lock are not there for this "
             "interpreter: no folder " +
                 place.native() +
                 "; make it once by `python3 -m moonstain install "
                 "requirements.lock` beside the recipe");
  make_folders(place);
  BOOST_TEST((find_packages(lock, python) == place));
  BOOST_CHECK_THROW(find_packages(lock + "\n", python), Error);
  BOOST_CHECK_THROW(find_packages(lock, Digest::from_hex(std::string(64, 'b'))),
                    Error);
}

// As python3 -m moonstain install takes it.
BOOST_AUTO_TEST_CASE(an_empty_variable_names_no_folder) {
  const TempFolder folder;
  ::setenv("MOONSTAIN_PYTHON", "", 1);
  ::setenv("HOME", folder.path.c_str(), 1);
  const fs::path place =
      folder / ".cache/moonstain/python/5c8f0788114dea89-aaaaaaaaaaaaaaaa";
  make_folders(place);
  const Digest python = Digest::from_hex(std::string(64, 'a'));
  BOOST_TEST((find_packages("numpy==2.0 --hash=x\n", python) == place));
}

BOOST_AUTO_TEST_CASE(a_lock_of_comments_asks_for_nothing) {
  const Digest python = Digest::from_hex(std::string(64, 'a'));
  BOOST_TEST(!find_packages("", python).has_value());
  BOOST_TEST(!find_packages("# none\n\n   # at all", python).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
