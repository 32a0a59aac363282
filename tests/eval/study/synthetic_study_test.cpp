#include "core/eval/study/synthetic_study.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/patients/synthetic_cohort.h"
#include "core/eval/metrics/copy_number_tests.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/survival/survival_risk.h"
#include "core/eval/survival/survival_scores.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// The loci of made-up patients, one after the other.
GenePositions positions() {
  std::string table = "symbol\tchromosome\tstart\n";
  for (const std::string& locus : SyntheticPatientOptions().loci) {
    table += concat(locus, "\t17\t", 100'000 * table.size(), "\n");
  }
  return GenePositions::parse(table, "genes.tsv", Assembly::hg38);
}

SyntheticStudyOptions few(std::int64_t first, std::int64_t cohorts) {
  SyntheticStudyOptions options;
  options.first = first;
  options.cohorts = cohorts;
  options.patients = 40;
  options.permutations = 19;
  options.draws = 50;
  options.track_permutations = 20;
  return options;
}

SyntheticPatientOptions patient(double locus_effect = 0,
                                double hazard_effect = 0) {
  SyntheticPatientOptions out;
  out.seed = 7;
  out.cells = 60;
  out.locus_effect = locus_effect;
  out.hazard_effect = hazard_effect;
  return out;
}

const RiskProtocol kProtocol{.folds = 3, .repeats = 2, .features = 2};

DecisionStudy made(const SyntheticStudyOptions& options,
                   const SyntheticPatientOptions& of) {
  return synthetic_study(options, of, kProtocol, positions());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(synthetic_study_test)

BOOST_AUTO_TEST_CASE(parts_are_the_whole) {
  const DecisionStudy whole = made(few(1, 3), patient());
  const DecisionStudy parts =
      joined_study({made(few(3, 1), patient()), made(few(1, 2), patient())});
  BOOST_TEST(whole.cohorts == parts.cohorts, tt::per_element());
  BOOST_TEST((whole.said == parts.said));
  BOOST_TEST(whole.tests_below == parts.tests_below, tt::per_element());
  // 12 loci and 20 genes.
  BOOST_TEST(whole.tests.front() == 240);
}

// What the steps make of cohort 2, one after the other.
BOOST_AUTO_TEST_CASE(decisions_are_those_of_the_steps) {
  const DecisionStudy study = made(few(2, 1), patient());
  SyntheticPatientOptions of = patient();
  of.seed = static_cast<std::int64_t>(
      RandomStream(7, "synthetic_study", "cohort", 2).below(1ULL << 31));
  CellFeatureOptions how;
  how.features = {"proportion_raw", "nn_correlation"};
  const Cohort cohort =
      synthetic_cohort({.about = "synthetic_cells", .patients = 40}, of, how);
  RiskProtocol protocol = kProtocol;
  protocol.seed = of.seed;
  const PatientFeatures features = patient_features(
      {cohort},
      followed_patients(cohort, {.time = "months", .event = "died"}, "test"),
      {"proportion_raw"}, {}, "test");
  const auto risk =
      cross_fitted_risk(features.patients.follow_up, features.values, protocol)
          .risk;
  protocol.repeats = 1;
  const Scores scores =
      survival_scores(features.patients.follow_up, risk,
                      null_risk(features, protocol, 19).values.cast<double>(),
                      {.draws = 50, .seed = of.seed});
  const LocusTests tests = copy_number_tests(
      cohort, cohort, positions(),
      {.features = "nn_correlation", .permutations = 20, .seed = of.seed});
  const auto& said = study.said.front();
  const auto fact = [&](const char* name) { return scores.facts.at(name); };
  BOOST_TEST(said[0] == (scores.column("patients", "log_rank_p")[0] < 0.05));
  BOOST_TEST(said[1] == (fact(survival_facts::kPLogRank) <= 0.05));
  BOOST_TEST(said[2] == (fact(survival_facts::kP) <= 0.05));
  BOOST_TEST(said[3] == (fact(survival_facts::kLow) > 0.5));
  BOOST_TEST(said[4] == (tests.p.minCoeff() <= 0.05 / 12));
  BOOST_TEST(said[5] == (tests.p.minCoeff() <= 0.05 / 240));
  BOOST_TEST(said[6] == (tests.q.minCoeff() <= 0.05));
  double highest = 0;
  for (const LocusBin& bin : tests.bins) highest = std::max(highest, bin.value);
  BOOST_TEST(said[7] == (highest > tests.highest_chance));
  BOOST_TEST(study.tests_below.front() == (tests.p.array() < 0.05).count());
}

// Effects so strong that every cohort shows them, and the same cohorts without.
BOOST_AUTO_TEST_CASE(what_is_planted_is_found_and_nothing_else) {
  SyntheticPatientOptions strong = patient(0.5, 3);
  strong.cells = 300;
  strong.mean_count = 20;
  SyntheticStudyOptions options = few(1, 4);
  options.patients = 60;
  const DecisionStudy planted = made(options, strong);
  BOOST_TEST(planted.decisions.back().name ==
             "the planted pair, TOP2A and TOP2A");
  for (std::size_t i = 0; i < planted.decisions.size(); ++i) {
    // A bin sums 20 features, of which one moves.
    const bool is_track = planted.decisions[i].name == "any bin of the track";
    BOOST_TEST(rate_of(planted, i).yes >= (is_track ? 2 : 4),
               planted.decisions[i].name);
  }
  const DecisionStudy nothing = made(few(1, 4), patient());
  BOOST_TEST(nothing.decisions.size() + 1 == planted.decisions.size());
  BOOST_TEST(rate_of(nothing, 5).yes == 0);
  BOOST_TEST(rate_of(nothing, 6).yes == 0);
}

BOOST_AUTO_TEST_CASE(without_permutations_nothing_is_decided_by_them) {
  SyntheticStudyOptions options = few(1, 1);
  options.permutations = options.track_permutations = 0;
  const auto said = made(options, patient()).said.front();
  BOOST_TEST(int{said[1]} == -1);
  BOOST_TEST(int{said[2]} == -1);
  BOOST_TEST(int{said[7]} == -1);
  BOOST_TEST(int{said[0]} >= 0);
}

BOOST_AUTO_TEST_CASE(an_error_names_its_cohort) {
  SyntheticStudyOptions options = few(5, 1);
  options.patients = 8;
  options.least = 5;
  BOOST_TEST(error_of([&] {
               made(options, patient());
             }).starts_with("synthetic_study: cohort 5: "));
}

BOOST_AUTO_TEST_SUITE_END()
