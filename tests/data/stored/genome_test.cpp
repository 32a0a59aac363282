#include "core/data/stored/genome.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(genome_test)

BOOST_AUTO_TEST_CASE(chromosomes_stand_in_order_under_both_names) {
  for (const Assembly assembly : {Assembly::hg19, Assembly::hg38}) {
    const auto& all = chromosomes(assembly);
    BOOST_REQUIRE(all.size() == 24U);
    for (std::size_t i = 0; i < all.size(); ++i) {
      BOOST_TEST(chromosome_place(all[i].name).value() == i);
      BOOST_TEST(chromosome_place(concat("chr", all[i].name)).value() == i);
      BOOST_TEST(all[i].short_arm < all[i].length * 6 / 10);
      BOOST_TEST(all[i].is_autosome() == (i < 22U));
    }
  }
  BOOST_TEST(!chromosome_place("MT").has_value());
  BOOST_TEST(!chromosome_place("GL000192.1").has_value());
}

// TOP2A, 17q21.2; MTOR, 1p36.22; the centromere of 1 parts at 123.4 Mb in hg38
// and at 125.0 Mb in hg19.
BOOST_AUTO_TEST_CASE(arms_part_at_the_centromere) {
  BOOST_TEST(arm_of(Assembly::hg38, 16, 40388524) == "17q");
  BOOST_TEST(arm_of(Assembly::hg38, 0, 11106535) == "1p");
  BOOST_TEST(arm_of(Assembly::hg38, 0, 124000000) == "1q");
  BOOST_TEST(arm_of(Assembly::hg19, 0, 124000000) == "1p");
}

BOOST_AUTO_TEST_CASE(a_region_holds_both_of_its_ends) {
  const GenomeRegion region =
      parse_region("8q24=chr8:116700000-145138636", Assembly::hg38, "test");
  BOOST_TEST(region.name == "8q24");
  BOOST_TEST(region.holds(7, 116700000));
  BOOST_TEST(region.holds(7, 145138636));
  BOOST_TEST(!region.holds(7, 116699999));
  BOOST_TEST(!region.holds(8, 120000000));
}

BOOST_AUTO_TEST_CASE(texts_that_are_no_region_are_refused) {
  for (const char* text :
       {"", "17q", "17:5-6", "=17:5-6", "a=17:5", "a=17:6-5", "a=17:0-5",
        "a=23:5-6", "a=17:5-6x", "a=17:-6", "a=17-6:5"}) {
    BOOST_TEST(error_of([&] { parse_region(text, Assembly::hg38, "test"); }) ==
               concat("test: region '", text,
                      "' is not in the form NAME=CHROMOSOME:FIRST-LAST, as "
                      "17q11-21=17:27294076-48575513"));
  }
  BOOST_TEST(error_of([] {
               parse_region("a=21:1-48000000", Assembly::hg38, "test");
             }) ==
             "test: region 'a=21:1-48000000' ends beyond chromosome 21 of "
             "hg38, which has 46709983 bases");
}

BOOST_AUTO_TEST_SUITE_END()
