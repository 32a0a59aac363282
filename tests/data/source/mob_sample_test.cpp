// The sample that ships is what the script makes of the original.
#include "data_manifests/mob_sample.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/source/fetch.h"
#include "core/data/source/manifest.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(mob_sample_test)

BOOST_AUTO_TEST_CASE(the_manifest_names_the_files_that_ship) {
  const Manifest m = Manifest::read("data_manifests", "mob");
  BOOST_TEST(m.files.size() == 7U);
  for (const ManifestFile& file : m.files) {
    verify_file(m, file, fs::path("data_manifests") / file.shipped);
  }
  const TempFolder folder;
  BOOST_TEST(fetch(m, "data_manifests/samples/mob", folder.path).copied == 7U);
}

BOOST_AUTO_TEST_CASE(the_synthetic_manifest_is_whole) {
  const Manifest m = Manifest::read("data_manifests", "synthetic");
  BOOST_TEST(m.sections.size() == 6U);
  BOOST_TEST(m.section("S4").patient == "P2");
}

BOOST_AUTO_TEST_CASE(the_script_makes_them_from_the_original,
                     *boost::unit_test::precondition(has_shared_data)) {
  const TempFolder folder;
  make_mob_sample(shared_data() / "mob", folder / "mob");
  for (const std::string& name : list_files(folder / "mob")) {
    BOOST_TEST((hash_file(folder / "mob" / name) ==
                hash_file(fs::path("data_manifests/samples/mob") / name)),
               name);
  }
  BOOST_TEST(list_files(folder / "mob").size() == 7U);
}

BOOST_AUTO_TEST_SUITE_END()
