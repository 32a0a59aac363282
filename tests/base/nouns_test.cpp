#include "core/base/nouns.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(nouns_test)

BOOST_AUTO_TEST_CASE(nouns_of_the_field_have_their_plurals) {
  BOOST_TEST(plural("gene") == "genes");
  BOOST_TEST(plural("class") == "classes");
  BOOST_TEST(plural("nucleus") == "nuclei");
  BOOST_TEST(plural("locus") == "loci");
  BOOST_TEST(plural("assay") == "assays");
  BOOST_TEST(plural("biopsy") == "biopsies");
  BOOST_TEST(plural("patch") == "patches");
  BOOST_TEST(plural("pair of sections") == "pairs of sections");
}

BOOST_AUTO_TEST_CASE(one_is_singular_and_none_is_not) {
  BOOST_TEST(counted(1, "nucleus") == "1 nucleus");
  BOOST_TEST(counted(0, "nucleus") == "0 nuclei");
  BOOST_TEST(counted(36, "section") == "36 sections");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
