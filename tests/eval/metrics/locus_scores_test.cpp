#include "core/eval/metrics/locus_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Two loci on 17q, one on 8q, none on 1p; of 17q five pairs with p 0.001, 0.01,
// 0.04, 0.2, 0.9 and so q 0.005, 0.025, 0.2/3, 0.25, 0.9.
LocusTests three() {
  LocusTests tests;
  tests.about = "tcga/BRCA";
  tests.matrix = "nn_correlation";
  tests.patients = 90;
  tests.permutations = 1000;
  tests.bin_size = 1'000'000;
  tests.loci = {{"MYC", 7, 127735434, 6, 40},
                {"ERBB2", 16, 39687914, 8, 30},
                {"TOP2A", 16, 40388524, 8, 31}};
  tests.features = {"TOP2A", "FASN", "SCD"};
  tests.p = MatrixD{{0.5, 0.5, 0.01}, {0.01, kNone, 0.04}, {0.001, 0.9, 0.2}};
  tests.q = tests.effect = tests.p;
  tests.skipped = {{"AR", "lies on chromosome X"}};
  tests.bins = {{7, 127'000'000, 1, 0.9, 2.5},
                {16, 27'000'000, 1, 9, 2},
                {16, 39'000'000, 1, 3.4, 2},
                {16, 40'000'000, 1, 3.7, 4},
                {16, 49'000'000, 1, 9, 2}};
  tests.regions = {{"17q11-21", 16, 27294076, 48575513},
                   {"8q24", 7, 116700000, 145138636},
                   {"1p", 0, 1, 123400000}};
  return tests;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(locus_scores_test)

// Of 17q TOP2A alone has a q to 0.05: one feature of three. Its bins are those
// from 27 to 48 Mb, the first of which begins before the region.
BOOST_AUTO_TEST_CASE(each_region_has_its_shares) {
  const Scores scores = locus_scores(three(), {});
  BOOST_TEST(
      scores.items == (std::vector<std::string>{"17q11-21", "8q24", "1p"}),
      tt::per_element());
  const auto& share = scores.column("carriers", "found_share");
  BOOST_TEST(share[0] == 1.0 / 3, tt::tolerance(1e-12));
  BOOST_TEST(share[1] == 1.0 / 3, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(share[2]));
  const auto& bins = scores.column("carriers", "bins_above_chance");
  BOOST_TEST(bins[0] == 2.0 / 3, tt::tolerance(1e-12));
  BOOST_TEST(bins[1] == 0.0);
  BOOST_TEST(std::isnan(bins[2]));
  BOOST_TEST(scores.facts.at("found_17q11-21") == 1);
  BOOST_TEST(scores.facts.at("loci_17q11-21") == 2);
  BOOST_TEST(scores.facts.at("TOP2A_17q11-21") == 0.005, tt::tolerance(1e-12));
  BOOST_TEST(scores.facts.at("TOP2A_own_17q11-21") == 0.005,
             tt::tolerance(1e-12));
  BOOST_TEST(scores.facts.at("TOP2A_8q24") == 0.5);
  BOOST_TEST(!scores.facts.contains("TOP2A_own_8q24"));
  BOOST_TEST(!scores.facts.contains("TOP2A_1p"));
  BOOST_TEST(scores.predictor.name == "nn_correlation");
  BOOST_TEST(scores.places_in("carriers") == 90);
}

// 0.05 over three loci is 0.0167: TOP2A on 17q, SCD on 8q.
BOOST_AUTO_TEST_CASE(the_published_rule_goes_by_p_over_all_loci) {
  LocusScoresOptions options;
  options.rule = PairRule::published;
  options.regions = {"8q24"};
  options.listed = {"SCD"};
  options.name = "bulk";
  options.kind = PredictorKind::simple;
  const Scores scores = locus_scores(three(), options);
  BOOST_REQUIRE(scores.items.size() == 1U);
  BOOST_TEST(
      metric_value(scores, "carriers", parse_metric("found_share")) == 1.0 / 3,
      tt::tolerance(1e-12));
  BOOST_TEST(scores.facts.at("SCD_8q24") == 0.01);
  BOOST_TEST(scores.predictor.name == "bulk");
}

BOOST_AUTO_TEST_CASE(without_permutations_nothing_is_above_chance) {
  LocusTests tests = three();
  tests.permutations = 0;
  const Scores scores = locus_scores(tests, {});
  BOOST_TEST(std::isnan(scores.column("carriers", "bins_above_chance")[0]));
}

BOOST_AUTO_TEST_CASE(names_that_are_not_there_are_refused) {
  LocusScoresOptions options;
  options.listed = {"TOP2"};
  BOOST_TEST(error_of([&] { locus_scores(three(), options); }) ==
             "locus_scores: the tests of tcga/BRCA have no feature 'TOP2'; did "
             "you mean 'TOP2A'?");
  options.listed.clear();
  options.regions = {"8q2"};
  BOOST_TEST(error_of([&] { locus_scores(three(), options); }) ==
             "the tests of tcga/BRCA have no region '8q2'; did you mean "
             "'8q24'?");
  LocusTests bare = three();
  bare.regions.clear();
  BOOST_TEST(error_of([&] { locus_scores(bare, {}); }) ==
             "locus_scores: the tests of tcga/BRCA have no region; name some "
             "in copy_number_tests");
}

BOOST_AUTO_TEST_SUITE_END()
