#include "core/eval/metrics/copy_number_tests.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

const char* const kPositions =
    "symbol\tchromosome\tstart\n"
    "A\t17\t39687914\nB\t17\t40388524\nC\tX\t100\nD\t8\t127000000\n"
    "E\tX\t2691294\nE\tY\t2691294\n";

GenePositions positions() {
  return GenePositions::parse(kPositions, "genes.tsv", Assembly::hg38);
}

// Twelve patients: A and B can be tested, C lies on X, D is gained by three, E
// has two places, F none; g3 is missing for one who lost A and B.
Cohort twelve() {
  Cohort cohort;
  cohort.about = "trial/x";
  for (int i = 0; i < 12; ++i) cohort.patients.push_back(concat("P", i));
  MeasuredMatrix calls{"copy_number", {"B", "F", "A", "C", "D", "E"}, {}};
  calls.values.resize(6, 12);
  calls.values << -1, -1, -1, 0, -1, -1, 0, 1, 1, 1, 1, 2,  //
      -1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1, 1,             //
      -1, -2, -1, -1, -1, 0, 0, 1, 2, 1, 1, 1,              //
      -1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1, 1,             //
      -1, -1, -1, -1, -1, -1, 0, 0, kNone, 1, 1, 1,         //
      -1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1, 1;
  calls.values = calls.values.transpose().eval();
  MeasuredMatrix features{"nn", {"g1", "g2", "g3"}, {}};
  features.values.resize(3, 12);
  features.values << 1, 2, 1.5F, 2.5F, 1, 9, 9, 3, 4, 2, 5, 4,  //
      2, 1, 2, 1, 3, 5, 1, 2, 1, 2, 3, 2,                       //
      2, 1, kNone, 1, 3, 5, 1, 2, 1, 2, 3, 2;
  features.values = features.values.transpose().eval();
  cohort.measured = {calls, features};
  return cohort;
}

CopyNumberTestsOptions of_nn() {
  CopyNumberTestsOptions options;
  options.features = "nn";
  options.permutations = 0;
  return options;
}

// A cohort whose loci lie in ten stretches that are lost or gained together,
// and whose features are independent but for `effect`: a gain of any locus of
// the third stretch adds it to the first features, a loss takes it away.
struct MadeUp {
  Cohort cohort;
  std::string table = "symbol\tchromosome\tstart\n";
};

MadeUp made_up(std::uint64_t index, float effect) {
  constexpr int kPatients = 80, kStretches = 10, kEach = 6, kFeatures = 30;
  RandomStream stream(11, "copy_number_tests_test", "cohort", index);
  MadeUp out;
  out.cohort.about = "made/up";
  std::vector<std::string> arms;
  MeasuredMatrix calls{"copy_number", {}, {}};
  MeasuredMatrix features{"nn", {}, {}};
  calls.values.resize(kPatients, kStretches * kEach);
  features.values.resize(kPatients, kFeatures);
  for (int i = 0; i < kPatients; ++i) {
    out.cohort.patients.push_back(concat("P", i));
    arms.push_back(i < 50 ? "one" : "other");
    for (int k = 0; k < kFeatures; ++k) {
      features.values(i, k) = static_cast<float>(3 + stream.normal());
    }
    for (int stretch = 0; stretch < kStretches; ++stretch) {
      const auto side = static_cast<float>(stream.below(3)) - 1.F;
      for (int k = 0; k < kEach; ++k) {
        const bool other = stream.uniform() < 0.05;
        calls.values(i, stretch * kEach + k) = other ? 0.F : side;
      }
      if (stretch != 2) continue;
      for (int k = 0; k < 3; ++k) features.values(i, k) += effect * side;
    }
  }
  for (int i = 0; i < kStretches * kEach; ++i) {
    calls.variables.push_back(concat("c", i));
    out.table += concat("c", i, "\t", 1 + i / kEach, "\t",
                        10'000'000 + 1'000 * (i % kEach), "\n");
  }
  for (int k = 0; k < kFeatures; ++k) {
    features.variables.push_back(concat("g", k));
  }
  out.cohort.clinical = {{"arm", arms}};
  out.cohort.measured = {calls, features};
  return out;
}

LocusTests tested(const MadeUp& from, std::int64_t permutations,
                  std::string strata = "") {
  CopyNumberTestsOptions options = of_nn();
  options.effect = GroupEffect::difference;
  options.permutations = permutations;
  options.strata = std::move(strata);
  return copy_number_tests(
      from.cohort, from.cohort,
      GenePositions::parse(from.table, "genes.tsv", Assembly::hg38), options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(copy_number_tests_test)

// p by scipy.stats.ttest_ind(equal_var=False), q by multipletests(fdr_bh) of
// statsmodels 0.14 over the four of g1 and g2, effects and bins by numpy. Of g3
// each lost group has four values: not tested.
BOOST_AUTO_TEST_CASE(pairs_are_those_of_scipy_and_statsmodels) {
  const LocusTests tests =
      copy_number_tests(twelve(), twelve(), positions(), of_nn());
  BOOST_REQUIRE(tests.loci.size() == 2U);
  BOOST_TEST(tests.loci[0].name == "A");
  BOOST_TEST(tests.loci[1].name == "B");
  BOOST_TEST(tests.loci[0].lost == 5);
  BOOST_TEST(tests.loci[1].gained == 5);
  BOOST_TEST(tests.patients == 12);
  const double p[2][2] = {{0.013155740416691486, 0.6940904823351581},
                          {0.6838813914334294, 0.455008048502592}};
  const double effect[2][2] = {{1.1699250014423124, 0.15200309344505006},
                               {0.3119440063147403, -0.37851162325372995}};
  const double q[2][2] = {{0.052622961666765944, 0.6940904823351581},
                          {0.6940904823351581, 0.6940904823351581}};
  for (int c = 0; c < 2; ++c) {
    for (int g = 0; g < 2; ++g) {
      BOOST_TEST(tests.p(c, g) == p[c][g], tt::tolerance(1e-12));
      BOOST_TEST(tests.q(c, g) == q[c][g], tt::tolerance(1e-12));
      BOOST_TEST(tests.effect(c, g) == effect[c][g], tt::tolerance(1e-12));
    }
    BOOST_TEST(std::isnan(tests.p(c, 2)));
    BOOST_TEST(std::isnan(tests.effect(c, 2)));
  }
  BOOST_TEST(tests.effect_words == "log2 ratio of means, gained over lost");
  // A lies in the bin of 39 Mb, B in that of 40 Mb.
  BOOST_REQUIRE(tests.bins.size() == 2U);
  BOOST_TEST(tests.bins[0].start == 39'000'000);
  BOOST_TEST(tests.bins[0].value == 2.03946862, tt::tolerance(1e-8));
  BOOST_TEST(tests.bins[1].value == 0.50700013, tt::tolerance(1e-7));
  CopyNumberTestsOptions wide = of_nn();
  wide.bin_size = 10'000'000;
  const LocusTests in_one =
      copy_number_tests(twelve(), twelve(), positions(), wide);
  BOOST_REQUIRE(in_one.bins.size() == 2U);  // 39 Mb and 40 Mb part at 40
  wide.bin_size = 50'000'000;
  const LocusTests all =
      copy_number_tests(twelve(), twelve(), positions(), wide);
  BOOST_REQUIRE(all.bins.size() == 1U);
  BOOST_TEST(all.bins[0].loci == 2);
  BOOST_TEST(all.bins[0].value == 1.2732343748633486, tt::tolerance(1e-9));
  BOOST_TEST(std::isnan(all.bins[0].chance));
  BOOST_TEST(all.regions[3].name == "17q11-21");
  BOOST_TEST(all.loci_in(all.regions[3]) == (std::vector<Eigen::Index>{0, 1}),
             tt::per_element());
  BOOST_TEST(all.loci_in(all.regions[2]).empty());
}

BOOST_AUTO_TEST_CASE(loci_that_are_not_tested_are_listed_with_why) {
  const LocusTests tests =
      copy_number_tests(twelve(), twelve(), positions(), of_nn());
  BOOST_REQUIRE(tests.skipped.size() == 4U);
  BOOST_TEST(tests.skipped[0].name == "F");
  BOOST_TEST(tests.skipped[0].why == "has no place");
  BOOST_TEST(tests.skipped[1].name == "C");
  BOOST_TEST(tests.skipped[1].why == "lies on chromosome X");
  BOOST_TEST(tests.skipped[2].name == "D");
  BOOST_TEST(tests.skipped[2].why ==
             "6 lost it, 3 gained it; at least 5 each are needed");
  BOOST_TEST(tests.skipped[3].name == "E");
  BOOST_TEST(tests.skipped[3].why == "has several places");
}

// In the published script a bin whose pairs are all tested is 0.
BOOST_AUTO_TEST_CASE(the_published_track_empties_bins_that_lack_nothing) {
  CopyNumberTestsOptions options = of_nn();
  options.track = TrackRule::published;
  const LocusTests lacking =
      copy_number_tests(twelve(), twelve(), positions(), options);
  BOOST_TEST(lacking.bins[0].value == 2.03946862, tt::tolerance(1e-8));
  Cohort whole = twelve();
  whole.measured[1].values.conservativeResize(12, 2);
  whole.measured[1].variables.pop_back();
  const LocusTests tests =
      copy_number_tests(whole, whole, positions(), options);
  BOOST_TEST(tests.bins[0].value == 0.0);
  options.track = TrackRule::every_bin;
  const LocusTests ours = copy_number_tests(whole, whole, positions(), options);
  BOOST_TEST(ours.bins[0].value == 2.03946862, tt::tolerance(1e-8));
}

// Features in another order of patients, of whom one has no calls.
BOOST_AUTO_TEST_CASE(patients_are_joined_by_name) {
  Cohort features = narrowed(twelve(), {"P11", "P10", "P9", "P8", "P7", "P6",
                                        "P5", "P4", "P3", "P2", "P1", "P0"});
  Cohort calls = twelve();
  features.patients.push_back("Q");
  for (MeasuredMatrix& one : features.measured) {
    one.values.conservativeResize(13, Eigen::NoChange);
    one.values.row(12).setConstant(1000);
  }
  const LocusTests tests =
      copy_number_tests(calls, features, positions(), of_nn());
  BOOST_TEST(tests.patients == 12);
  BOOST_TEST(tests.p(0, 0) == 0.013155740416691486, tt::tolerance(1e-12));
}

// Three of 30 features follow the six loci of one stretch of ten.
BOOST_AUTO_TEST_CASE(a_planted_effect_is_found_where_it_was_planted) {
  const LocusTests tests = tested(made_up(1, 1.F), 200);
  std::int64_t found = 0, elsewhere = 0;
  for (std::size_t c = 0; c < tests.loci.size(); ++c) {
    const bool planted = tests.loci[c].chromosome == 2;
    for (Eigen::Index g = 0; g < tests.q.cols(); ++g) {
      const bool is_found = tests.q(static_cast<Eigen::Index>(c), g) <= 0.05;
      (planted && g < 3 ? found : elsewhere) += is_found;
    }
  }
  BOOST_TEST(found == 18);
  BOOST_TEST(elsewhere <= 3);
  BOOST_REQUIRE(tests.bins.size() == 10U);
  for (const LocusBin& bin : tests.bins) {
    BOOST_TEST((bin.value > tests.highest_chance) == (bin.chromosome == 2));
  }
}

// Without an effect: a bin is above its chance in 5 of 100, the highest bin
// above that of all in 5 of 100 cohorts, and a pair is called in 5 of 100
// cohorts or less. 200 cohorts: the standard errors are 0.5 % of bins (2,000 of
// them) and 1.5 % of cohorts.
BOOST_AUTO_TEST_CASE(without_an_effect_chance_is_what_it_says) {
  int bins = 0, above = 0, highest = 0, called = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const LocusTests tests = tested(made_up(100 + i, 0), 100, "arm");
    bool any = false;
    for (const LocusBin& bin : tests.bins) {
      ++bins;
      above += bin.value > bin.chance;
      any = any || bin.value > tests.highest_chance;
    }
    highest += any;
    called += (tests.q.array() <= 0.05).any();
  }
  BOOST_TEST_MESSAGE("bins above their chance: "
                     << 100.0 * above / bins
                     << " %, cohorts with a bin "
                        "above all: "
                     << highest / 2.0
                     << " %, with a pair of q 0.05: " << called / 2.0 << " %");
  BOOST_TEST(100.0 * above / bins > 3.5);
  BOOST_TEST(100.0 * above / bins < 7.0);
  BOOST_TEST(highest / 2.0 > 1.0);
  BOOST_TEST(highest / 2.0 < 10.0);
  BOOST_TEST(called / 2.0 < 10.0);
}

// Patients of two arms that differ in both copy number and features: within
// arms nothing is there, and permuting within them says so.
BOOST_AUTO_TEST_CASE(strata_keep_what_is_between_them) {
  MadeUp two = made_up(7, 0);
  for (int i = 0; i < 80; ++i) {
    two.cohort.measured[0].values.row(i).array() += i < 50 ? 0.9F : -0.9F;
    two.cohort.measured[1].values.row(i).array() += i < 50 ? 1.F : -1.F;
  }
  const auto above = [&](const std::string& strata) {
    const LocusTests tests = tested(two, 100, strata);
    return std::count_if(
        tests.bins.begin(), tests.bins.end(),
        [](const LocusBin& bin) { return bin.value > bin.chance; });
  };
  BOOST_TEST(above("") == 10);
  BOOST_TEST(above("arm") <= 3);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_tested_is_said) {
  const auto error = [](auto change) {
    Cohort calls = twelve(), features = twelve();
    CopyNumberTestsOptions options = of_nn();
    change(calls, features, options);
    return error_of(
        [&] { copy_number_tests(calls, features, positions(), options); });
  };
  using Options = CopyNumberTestsOptions;
  BOOST_TEST(error([](Cohort&, Cohort&, Options& o) { o.features = "n"; }) ==
             "cohort trial/x: no matrix 'n'; did you mean 'nn'?");
  BOOST_TEST(error([](Cohort&, Cohort& features, Options&) {
               features = narrowed(features, {"P1", "P2"});
             }) ==
             "copy_number_tests: cohorts trial/x (12 patients, as P0) and "
             "trial/x (2, as P1) have 2 in common; two groups of 5 need 10");
  BOOST_TEST(
      error([](Cohort&, Cohort&, Options& o) { o.least = 6; }) ==
      "copy_number_tests: of 6 loci of 'copy_number', as B, none can be "
      "tested: 2 without a place, 1 on X or Y, 3 lost or gained by fewer "
      "than 6");
  BOOST_TEST(error([](Cohort&, Cohort&, Options& o) { o.loss_at = 1; }) ==
             "copy_number_tests: loss_at 1 and gain_at 1; a loss must lie "
             "below a gain");
  BOOST_TEST(error([](Cohort&, Cohort&, Options& o) { o.regions = {"17q"}; }) ==
             "copy_number_tests: region '17q' is not in the form "
             "NAME=CHROMOSOME:FIRST-LAST, as 17q11-21=17:27294076-48575513");
  BOOST_TEST(error([](Cohort&, Cohort&, Options& o) {
               o.regions = {"17q=17:5-99000000"};
             }) ==
             "copy_number_tests: region '17q=17:5-99000000' ends beyond "
             "chromosome 17 of hg38, which has 83257441 bases");
}

BOOST_AUTO_TEST_SUITE_END()
