#include "core/eval/metrics/thinned_ceiling.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "tests/data/prepare/counted_section.h"

namespace moonstain {

namespace {

// 8,000 spots of two genes: Poisson of mean 2 or 8, half of the spots each, and
// a gene that is always 3.
Dataset two_levels() {
  RandomStream random(7, "thinned_ceiling_test", "counts");
  std::vector<std::vector<std::int32_t>> counts;
  for (int spot = 0; spot < 8000; ++spot) {
    const double mean = spot % 2 == 0 ? 2 : 8;
    counts.push_back({static_cast<std::int32_t>(random.poisson(mean)), 3});
  }
  return section_of("s/A", counts);
}

constexpr TargetRule kCounts{Total::none, 1e4, Log::none};

Scores ceiling(CeilingOf of, bool given_depth = false) {
  const Dataset dataset = two_levels();
  const Targets targets = normalise(dataset, {"g0", "g1"}, kCounts.total,
                                    kCounts.scale_to, kCounts.log);
  return thinned_ceiling(dataset, targets, kCounts, of, given_depth, 3, 1,
                         "ceiling");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(thinned_ceiling_test)

// The variance between levels is 9, that of a Poisson count 5 on average: the
// reliability of a count is 9 / (9 + 5) = 0.643, its root 0.802. The halves
// correlate by 2.25 / (2.25 + 2.5) = 0.474, from which 0.643 comes back.
BOOST_AUTO_TEST_CASE(poisson_counts_have_the_reliability_of_their_means) {
  const Scores second = ceiling(CeilingOf::second_measurement);
  BOOST_TEST(std::abs(second.column("tissue", "pearson")[0] - 9.0 / 14.0) <
             0.02);
  const Scores perfect = ceiling(CeilingOf::perfect_prediction);
  BOOST_TEST(std::abs(perfect.column("tissue", "pearson")[0] -
                      std::sqrt(9.0 / 14.0)) < 0.015);
  BOOST_TEST((second.predictor.kind == PredictorKind::ceiling));
}

BOOST_AUTO_TEST_CASE(of_one_spot_there_is_no_ceiling) {
  const Dataset dataset = section_of("s/A", {{2, 3}});
  const Targets targets = normalise(dataset, {"g0", "g1"}, kCounts.total,
                                    kCounts.scale_to, kCounts.log);
  BOOST_CHECK_EXCEPTION(
      thinned_ceiling(dataset, targets, kCounts, CeilingOf::perfect_prediction,
                      false, 1, 1, "ceiling"),
      Error, [](const Error& e) {
        return std::string(e.what()) ==
               "thinned_ceiling: s/A has 1 spot with a target, and a "
               "correlation between halves of the counts needs 2; take the "
               "section out of what is scored";
      });
}

BOOST_AUTO_TEST_CASE(errors_and_constant_genes_have_no_ceiling) {
  const Scores scores = ceiling(CeilingOf::perfect_prediction);
  BOOST_TEST(std::isnan(scores.column("tissue", "mae")[0]));
  // Of what was measured is said what was: 3 everywhere.
  BOOST_TEST(scores.column("tissue", "measured_mean")[1] == 3.0);
}

// The counts of the gene that varies are the depth, all but a constant: given
// it, what one half has more the other has less. They correlate by -1, below
// the -1/3 from which on halves have a reliability.
BOOST_AUTO_TEST_CASE(given_the_depth_that_it_is_a_gene_has_no_ceiling) {
  const Scores scores = ceiling(CeilingOf::perfect_prediction, true);
  BOOST_TEST(std::isnan(scores.column("tissue", "depth_partial_pearson")[0]));
}

BOOST_AUTO_TEST_CASE(targets_by_another_rule_are_refused) {
  const Dataset dataset = section_of("s/A", {{1, 3}, {2, 3}, {4, 3}});
  const Targets targets =
      normalise(dataset, {"g0"}, Total::none, 1e4, Log::ln_1p);
  BOOST_CHECK_EXCEPTION(
      thinned_ceiling(dataset, targets, kCounts, CeilingOf::second_measurement,
                      false, 1, 1, "c"),
      Error, [](const Error& e) {
        return std::string(e.what()) ==
               "thinned_ceiling: s/A: the targets are ln(1 + n) of s/A, "
               "expected n of s/A: give the options that they were made with";
      });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
