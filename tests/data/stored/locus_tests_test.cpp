#include "core/data/stored/locus_tests.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

LocusTests two() {
  LocusTests tests;
  tests.about = "tcga/BRCA";
  tests.matrix = "nn_correlation";
  tests.effect_words = "log2 ratio of means, gained over lost";
  tests.assembly = Assembly::hg19;
  tests.patients = 90;
  tests.permutations = 1000;
  tests.bin_size = 1'000'000;
  tests.loci = {{"MYC", 7, 128748315, 6, 40}, {"ERBB2", 16, 37844347, 8, 30}};
  tests.features = {"TOP2A", "FASN", "SCD"};
  tests.effect = MatrixD{{0.5, kNone, -0.25}, {1, 0, 2}};
  tests.p = MatrixD{{1e-300, kNone, 0.5}, {0.1, 1, 0}};
  tests.q = MatrixD{{5e-300, kNone, 0.625}, {0.2, 1, 0}};
  tests.skipped = {{"AR", "lies on chromosome X"}};
  tests.bins = {{7, 128'000'000, 1, 300.3, 4}, {16, 37'000'000, 1, 5, kNone}};
  tests.highest_chance = 7.5;
  tests.regions = {{"17q11-21", 16, 27294076, 48575513}};
  return tests;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(locus_tests_test)

BOOST_AUTO_TEST_CASE(all_of_it_comes_back) {
  const TempFolder folder;
  two().write(folder / "tests");
  const LocusTests read = LocusTests::read(folder / "tests");
  BOOST_TEST(read.loci[1].name == "ERBB2");
  BOOST_TEST(read.loci[1].chromosome == 16U);
  BOOST_TEST(read.loci[1].gained == 30);
  BOOST_TEST(read.effect(0, 0) == 0.5);
  BOOST_TEST(std::isnan(read.p(0, 1)));
  BOOST_TEST(read.p(0, 0) == 1e-300);
  BOOST_TEST(read.q(1, 2) == 0.0);
  BOOST_TEST(read.skipped[0].why == "lies on chromosome X");
  BOOST_TEST(std::isnan(read.bins[1].chance));
  BOOST_TEST(read.highest_chance == 7.5);
  BOOST_TEST(read.regions[0].last == 48575513);
  BOOST_TEST((read.assembly == Assembly::hg19));
}

BOOST_AUTO_TEST_CASE(no_permutations_and_nothing_skipped_come_back) {
  const TempFolder folder;
  LocusTests tests = two();
  tests.skipped.clear();
  tests.regions.clear();
  tests.highest_chance = kNone;
  tests.write(folder / "tests");
  const LocusTests read = LocusTests::read(folder / "tests");
  BOOST_TEST(read.skipped.empty());
  BOOST_TEST(std::isnan(read.highest_chance));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const TempFolder folder;
  LocusTests tests = two();
  tests.loci.pop_back();
  BOOST_TEST(error_of([&] { tests.write(folder / "short"); }) ==
             "LocusTests of tcga/BRCA: effect is [2, 3] for 1 loci and 3 "
             "features");
  tests = two();
  tests.bins[0].chromosome = 24;
  tests.write(folder / "far");
  BOOST_TEST(error_of([&] { LocusTests::read(folder / "far"); }, folder.path) ==
             "far: bin 0 is on chromosome 24, expected 0 to 23");
}

BOOST_AUTO_TEST_SUITE_END()
