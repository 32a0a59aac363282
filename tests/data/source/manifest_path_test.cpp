#include "core/data/source/manifest_path.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(manifest_path_test)

BOOST_AUTO_TEST_CASE(a_manifest_lies_below_the_name_of_its_data_set) {
  BOOST_TEST(manifest_path("mob") == "data_manifests/mob/manifest.json");
  BOOST_TEST(manifest_name("data_manifests/mob/manifest.json").value() ==
             "mob");
}

BOOST_AUTO_TEST_CASE(no_other_path_is_that_of_a_manifest) {
  for (const char* path :
       {"", "manifest.json", "data_manifests/manifest.json",
        "data_manifests//manifest.json", "data_manifests/mob/other.json",
        "data_manifests/a/b/manifest.json", "x/data_manifests/a/manifest.json",
        "data_manifests/mob/manifest.json/", "./data_manifests/a/manifest.json",
        "data_manifest/mob/manifest.json"}) {
    BOOST_TEST(!manifest_name(path).has_value(), path);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
